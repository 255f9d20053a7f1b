import { divide } from './divide';

/** Scores below this count as this, so that one score of 0 does not make a mean infinite. */
export const LOWEST_SCORE = 1e-7;

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
