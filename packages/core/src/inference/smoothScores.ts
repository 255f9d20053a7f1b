/**
 * Exponential smoothing of scores over frames.
 * @param weight - of the smoothed scores before, in [0, 1)
 */
export function smoothScores(scores: Float32Array, previous: Float32Array | undefined, weight: number): Float32Array {
  if (previous === undefined || weight === 0) return scores;
  return scores.map((score, index) => weight * previous[index]! + (1 - weight) * score);
}
