/**
 * The number of the highest score of each sample; the first of those that are equal.
 * @param scores - samples x classes
 */
export function argmax(scores: Float32Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: scores.length / classes }, (_, sample) => {
    const start = sample * classes;
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (scores[start + index]! > scores[start + best]!) best = index;
    }
    return best;
  });
}
