import { divide } from './confusion';

/**
 * The share of samples whose true label is among the k highest scores, in [0, 1]. Among equal scores the earlier label
 * is the higher, as in {@link argmax}, so that k = 1 is the accuracy.
 * @param scores - samples x classes
 *
 * @example
 * ```ts
 * topKAccuracy(Float32Array.of(0.5, 0.3, 0.2), [1], 3, 2); // 1: the true label is the second
 * ```
 */
export function topKAccuracy(scores: Float32Array, truth: ArrayLike<number>, classes: number, k: number): number {
  let hits = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const start = sample * classes;
    const own = truth[sample]!;
    const score = scores[start + own]!;
    let higher = 0;
    for (let index = 0; index < classes; index++) {
      const other = scores[start + index]!;
      if (other > score || (other === score && index < own)) higher += 1;
    }
    if (higher < k) hits += 1;
  }
  return divide(hits, truth.length);
}

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
