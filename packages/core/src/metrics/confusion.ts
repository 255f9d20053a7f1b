import { FerError } from '../errors';

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

/** How often each label was taken for each other. */
export interface ConfusionCounts {
  readonly labels: readonly string[];
  /** `counts[t][p]` samples of label `t` were predicted as label `p`: rows are true, columns predicted. */
  readonly counts: readonly (readonly number[])[];
}

/** Scores of one label. A quotient whose denominator is 0 is 0, as in scikit-learn's `zero_division=0`. */
export interface LabelScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Samples that truly have the label. */
  readonly support: number;
  /** Samples that were predicted as the label. */
  readonly predicted: number;
}

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

/** A quotient, and 0 where there is nothing to divide by. */
export function divide(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** The mean of numbers; 0 where there are none. */
function mean(values: readonly number[]): number {
  return divide(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

/**
 * Checks that each of the numbers stands for a class.
 * @param option - what the numbers are called, for the message
 * @throws OPTION_INVALID
 */
export function checkIndices(option: string, indices: ArrayLike<number>, classes: number): void {
  for (let sample = 0; sample < indices.length; sample++) {
    const index = indices[sample]!;
    if (Number.isInteger(index) && index >= 0 && index < classes) continue;
    throw new FerError('OPTION_INVALID', {
      option,
      failed: `The labels of the samples cannot be used`,
      expected: `whole numbers from 0 to ${classes - 1} in "${option}"`,
      received: `${index} for sample ${sample}`,
    });
  }
}
