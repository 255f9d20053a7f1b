import { FerError } from '../errors';
import { checkIndices } from './checkIndices';
import type { ConfusionCounts } from './ConfusionCounts';

/**
 * Counts how often each label was taken for each other.
 * @param labels - the names, in the order of their numbers
 * @param truth - the number of the true label of each sample
 * @param predicted - the number of the predicted label of each sample
 * @throws OPTION_INVALID where the two differ in length or name a label that does not exist
 *
 * @example
 * ```ts
 * const { counts } = countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1]); // [[1, 1], [0, 1]]
 * ```
 */
export function countConfusion(
  labels: readonly string[],
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
): ConfusionCounts {
  if (truth.length !== predicted.length) {
    throw new FerError('OPTION_INVALID', {
      option: 'predicted',
      failed: 'The confusions cannot be counted',
      expected: `${truth.length} predictions, one for each sample`,
      received: String(predicted.length),
    });
  }
  checkIndices('truth', truth, labels.length);
  checkIndices('predicted', predicted, labels.length);
  const counts = labels.map(() => labels.map(() => 0));
  for (let sample = 0; sample < truth.length; sample++) counts[truth[sample]!]![predicted[sample]!]! += 1;
  return { labels, counts };
}
