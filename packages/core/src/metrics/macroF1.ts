import type { ConfusionCounts } from './ConfusionCounts';
import { mean } from './mean';
import { scoreLabels } from './scoreLabels';

/**
 * The mean F1 over the labels that occur as truth or as prediction, in [0, 1]; each counts the same, however rare.
 *
 * @example
 * ```ts
 * macroF1(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1])); // 2/3
 * ```
 */
export function macroF1(confusion: ConfusionCounts): number {
  const occurring = scoreLabels(confusion).filter(({ support, predicted }) => support + predicted > 0);
  return mean(occurring.map(({ f1 }) => f1));
}
