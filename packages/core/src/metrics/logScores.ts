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
