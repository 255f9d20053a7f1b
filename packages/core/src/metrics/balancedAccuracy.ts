import type { ConfusionCounts } from './ConfusionCounts';
import { mean } from './mean';
import { scoreLabels } from './scoreLabels';

/**
 * The mean recall over the labels that occur, in [0, 1]: what guessing one label for all never raises.
 *
 * @example
 * ```ts
 * balancedAccuracy(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1])); // (1/2 + 1) / 2
 * ```
 */
export function balancedAccuracy(confusion: ConfusionCounts): number {
  const occurring = scoreLabels(confusion).filter(({ support }) => support > 0);
  return mean(occurring.map(({ recall }) => recall));
}
