import { classOf } from '../isRecord';
import { checkOption, custom, describeValue, integer, optionInvalid } from '../options';
import { checkIndices, divide } from './confusion';

/** Lower bound of a score before its logarithm, so that a single score of 0 does not make the mean infinite. */
const LOWEST_SCORE = 1e-7;

/**
 * Mean negative log-likelihood of the true labels, in nats; 0 without samples.
 * @param scores - samples x labels, row by row; clipped to at least 1e-7
 */
export function negativeLogLikelihood(scores: Float32Array, truth: ArrayLike<number>, labelCount: number): number {
  let sum = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    sum -= Math.log(Math.max(LOWEST_SCORE, scores[sample * labelCount + truth[sample]!]!));
  }
  return divide(sum, truth.length);
}

/**
 * Mean cross-entropy of scores against label distributions, in nats; 0 without samples. Equals
 * {@link negativeLogLikelihood} for one-hot targets.
 * @param scores - samples x labels, row by row; clipped to at least 1e-7
 * @param targets - samples x labels, row by row; each row sums to 1
 */
export function crossEntropy(scores: Float32Array, targets: Float32Array, labelCount: number): number {
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const target = targets[index]!;
    if (target > 0) sum -= target * Math.log(Math.max(LOWEST_SCORE, scores[index]!));
  }
  return divide(sum, scores.length / labelCount);
}

/** The smallest normal 32-bit number. Scores that were rounded to 0 count as this. */
const SMALLEST = 1.1754943508222875e-38;

/**
 * Natural logarithms of scores. They serve as logits, because their softmax gives the scores back.
 * @param scores - each from 0 to 1
 * @throws OPTION_INVALID
 * @returns a new array of the same length
 *
 * @example
 * ```ts
 * const temperature = fitTemperature(logScores(scores), truth, 7);
 * ```
 */
export function logScores(scores: Float32Array): Float32Array {
  checkOption('scores', scores, numbersRule);
  checkRange('scores', scores, 1, SCORES);
  return scores.map((score) => Math.log(Math.max(SMALLEST, score)));
}

const numbersRule = custom('a Float32Array', (value) => classOf(value) === 'Float32Array');
const labelCountRule = integer({ from: 1, to: 2 ** 20 });

/** Tolerance above 1: a softmax on a GPU may exceed it by rounding. */
const ROUNDING = 1e-4;
const SCORES = ['numbers from 0 to 1', (value: number) => value >= 0 && value <= 1 + ROUNDING] as const;
const LOGITS = ['finite numbers', (value: number) => Number.isFinite(value)] as const;

/** @param labelCount - numbers of each sample */
function checkRange(
  option: string,
  values: Float32Array,
  labelCount: number,
  [expected, isRight]: readonly [expected: string, isRight: (value: number) => boolean],
): void {
  const broken = values.findIndex((value) => !isRight(value));
  if (broken < 0) return;
  throw optionInvalid(
    option,
    expected,
    `${describeValue(values[broken])} for sample ${Math.floor(broken / labelCount)}`,
  );
}

/** Numbers that belong to samples: `scores` from 0 to 1, `logits` finite. */
type SampleNumbers = 'scores' | 'logits';

/**
 * Checks that scores or logits (samples x labels) match the true labels of their samples.
 * @throws OPTION_INVALID
 */
export function checkSamples(
  option: SampleNumbers,
  values: Float32Array,
  truth: ArrayLike<number>,
  labelCount: number,
): void {
  checkOption('labelCount', labelCount, labelCountRule);
  checkIndices('truth', truth, labelCount);
  checkOption(option, values, numbersRule);
  if (values.length !== truth.length * labelCount) {
    const expected = `${truth.length * labelCount} numbers, one a label (${labelCount}) for each sample of truth (${truth.length})`;
    throw optionInvalid(option, expected, `${values.length} numbers`);
  }
  checkRange(option, values, labelCount, option === 'scores' ? SCORES : LOGITS);
}

/**
 * Checks logits (samples x labels) for a fit, which needs at least one sample.
 * @throws OPTION_INVALID
 */
export function checkLogits(logits: Float32Array, truth: ArrayLike<number>, labelCount: number): void {
  checkSamples('logits', logits, truth, labelCount);
  if (truth.length === 0) throw optionInvalid('truth', 'one or more samples', 'none');
}
