import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { checkOption, countRule, custom, describeValue, optionInvalid } from '../options';

/**
 * Counts the confusion matrix of predictions.
 * @param labels - label names in the order of their numbers
 * @param truth - the number of each sample's true label
 * @param predicted - the number of each sample's predicted label
 * @throws OPTION_INVALID if `truth` and `predicted` differ in length, or contain a number without a label
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
  checkOption('labels', labels, namesRule);
  checkIndices('truth', truth, labels.length);
  checkIndices('predicted', predicted, labels.length);
  if (truth.length !== predicted.length) {
    throw optionInvalid(
      'predicted',
      `${truth.length} predictions, one for each sample of truth`,
      `${predicted.length}`,
    );
  }
  const counts = labels.map(() => labels.map(() => 0));
  for (let sample = 0; sample < truth.length; sample++) counts[truth[sample]!]![predicted[sample]!]! += 1;
  return { labels, counts };
}

/** A confusion matrix. */
export interface ConfusionCounts {
  readonly labels: readonly string[];
  /** `counts[t][p]` samples of label `t` were predicted as label `p`: rows are true labels, columns predicted ones. */
  readonly counts: readonly (readonly number[])[];
}

/** Scores of one label, each rate from 0 to 1. Division by 0 gives 0, as scikit-learn's `zero_division=0`. */
export interface LabelScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Number of samples whose true label it is. */
  readonly support: number;
  /** Number of samples whose predicted label it is. */
  readonly predicted: number;
}

/**
 * Fraction of correct predictions, 0 to 1; 0 without samples.
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * accuracy(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1])); // 2 of 3
 * ```
 */
export function accuracy(confusion: ConfusionCounts): number {
  checkConfusion(confusion);
  const { counts } = confusion;
  let correct = 0;
  let samples = 0;
  counts.forEach((row, truth) => {
    correct += row[truth]!;
    for (const count of row) samples += count;
  });
  return divide(correct, samples);
}

/**
 * Mean recall over the labels that occur as truth, 0 to 1. Predicting the most frequent label for all does not raise it.
 * @throws OPTION_INVALID
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
 * Mean F1 over the labels that occur as truth, 0 to 1; rare labels count as much as frequent ones. A prediction of a label that
 * does not occur as truth counts against the recall of the true one.
 *
 * @example
 * ```ts
 * macroF1(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1])); // 2/3
 * ```
 */
export function macroF1(confusion: ConfusionCounts): number {
  const occurring = scoreLabels(confusion).filter(({ support }) => support > 0);
  return mean(occurring.map(({ f1 }) => f1));
}

/**
 * Precision, recall and F1 of each label, in the order of the labels.
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const [happy] = scoreLabels(countConfusion(['happy', 'sad'], [0, 0, 1], [0, 1, 1]));
 * console.log(happy.precision, happy.recall); // 1 0.5
 * ```
 */
export function scoreLabels(confusion: ConfusionCounts): readonly LabelScores[] {
  checkConfusion(confusion);
  const { labels, counts } = confusion;
  return labels.map((_, label) => {
    const correct = counts[label]![label]!;
    const support = counts[label]!.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, row) => sum + row[label]!, 0);
    return {
      precision: divide(correct, predicted),
      recall: divide(correct, support),
      f1: divide(2 * correct, support + predicted),
      support,
      predicted,
    };
  });
}

/** A quotient; 0 if the denominator is 0. */
export function divide(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** Mean of numbers; 0 of none. */
function mean(values: readonly number[]): number {
  return divide(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

const namesRule = labelsRule(1);

/** @throws OPTION_INVALID */
function checkConfusion(confusion: unknown): void {
  const { labels, counts } = isRecord(confusion) ? confusion : {};
  const size = namesRule.accepts(labels) ? (labels as readonly string[]).length : -1;
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === size && row.every(countRule.accepts);
  if (Array.isArray(counts) && counts.length === size && counts.every(isRow)) return;
  const expected = '{ labels, counts } with a row of whole numbers of at least 0 for each label';
  throw optionInvalid('confusion', expected, describeValue(confusion), 'countConfusion makes one.');
}

const indicesRule = custom(
  'a list of whole numbers',
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value),
);

/**
 * Checks that each number has a label.
 * @throws OPTION_INVALID
 */
export function checkIndices(option: string, indices: ArrayLike<number>, labelCount: number): void {
  checkOption(option, indices, indicesRule);
  for (let sample = 0; sample < indices.length; sample++) {
    const index = indices[sample]!;
    if (Number.isInteger(index) && index >= 0 && index < labelCount) continue;
    throw optionInvalid(
      option,
      `whole numbers from 0 to ${labelCount - 1}`,
      `${describeValue(index)} for sample ${sample}`,
    );
  }
}
