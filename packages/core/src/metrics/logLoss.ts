import { FerError } from '../errors';
import { checkIndices, divide } from './confusion';

/** Scores below this count as this, so that one score of 0 does not make a mean infinite. */
const LOWEST_SCORE = 1e-7;

/**
 * The mean negative logarithm of the true label's score, in nats; 0 where there are no samples.
 * @param scores - samples x classes
 */
export function negativeLogLikelihood(scores: Float32Array, truth: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    sum -= Math.log(Math.max(LOWEST_SCORE, scores[sample * classes + truth[sample]!]!));
  }
  return divide(sum, truth.length);
}

/**
 * The mean cross-entropy of scores against label distributions, in nats; 0 where there are no samples. Scores are clipped
 * as in {@link negativeLogLikelihood}, which it equals where each target is one label.
 * @param scores - samples x classes
 * @param targets - samples x classes, each row adds up to 1
 */
export function crossEntropy(scores: Float32Array, targets: Float32Array, classes: number): number {
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const target = targets[index]!;
    if (target > 0) sum -= target * Math.log(Math.max(LOWEST_SCORE, scores[index]!));
  }
  return divide(sum, scores.length / classes);
}

/** The smallest 32-bit number of full precision; a score that was rounded to 0 is taken as this. */
const SMALLEST = 1.1754943508222875e-38;

/**
 * The natural logarithms of scores: a softmax of them gives the scores back, so they serve as logits.
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
 * Checks that logits and the true labels of their samples belong together.
 * @param failed - what cannot be done without, for the message
 * @throws OPTION_INVALID
 */
export function checkLogits(failed: string, logits: Float32Array, truth: ArrayLike<number>, classes: number): void {
  checkIndices('truth', truth, classes);
  if (truth.length > 0 && logits.length === truth.length * classes && logits.every(Number.isFinite)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'logits',
    failed,
    expected: `finite numbers, ${classes} for each of one or more samples`,
    received: `${logits.length} numbers for ${truth.length} samples`,
  });
}
