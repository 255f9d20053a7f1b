import type { ConfusionCounts } from './ConfusionCounts';
import { divide } from './divide';
import type { LabelScores } from './LabelScores';

/**
 * Precision, recall and F1 of each label, in the order of the labels.
 *
 * @example
 * ```ts
 * const [happy] = scoreLabels(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1]));
 * console.log(happy.precision, happy.recall); // 1 0.5
 * ```
 */
export function scoreLabels({ labels, counts }: ConfusionCounts): readonly LabelScores[] {
  return labels.map((_, label) => {
    const right = counts[label]![label]!;
    const support = counts[label]!.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, row) => sum + row[label]!, 0);
    return {
      precision: divide(right, predicted),
      recall: divide(right, support),
      f1: divide(2 * right, support + predicted),
      support,
      predicted,
    };
  });
}
