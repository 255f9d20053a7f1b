import { optionInvalid } from '../options';
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
 * @returns a new array of the same length
 *
 * @example
 * ```ts
 * const temperature = fitTemperature(logScores(scores), truth, 7);
 * ```
 */
export function logScores(scores: Float32Array): Float32Array {
  return scores.map((score) => Math.log(Math.max(SMALLEST, score)));
}

/**
 * Checks that logits (samples x labels) match the true labels of their samples.
 * @throws OPTION_INVALID
 */
export function checkLogits(logits: Float32Array, truth: ArrayLike<number>, labelCount: number): void {
  checkIndices('truth', truth, labelCount);
  if (truth.length > 0 && logits.length === truth.length * labelCount && logits.every(Number.isFinite)) return;
  const expected = `finite numbers, ${labelCount} for each of one or more samples`;
  throw optionInvalid('logits', expected, `${logits.length} numbers for ${truth.length} samples`);
}
