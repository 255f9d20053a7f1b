import type { ConfusionCounts } from './ConfusionCounts';
import { divide } from './divide';

/**
 * The share of right predictions, in [0, 1]; 0 where there are no samples.
 *
 * @example
 * ```ts
 * accuracy(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1])); // 2 of 3
 * ```
 */
export function accuracy({ counts }: ConfusionCounts): number {
  let right = 0;
  let samples = 0;
  counts.forEach((row, truth) => {
    right += row[truth]!;
    for (const count of row) samples += count;
  });
  return divide(right, samples);
}
