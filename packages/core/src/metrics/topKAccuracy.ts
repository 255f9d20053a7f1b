import { checkOption, integer } from '../options';
import { divide } from './confusion';
import { checkSamples } from './logLoss';

/**
 * Fraction of samples whose true label is among the k highest scores, 0 to 1; 0 without samples. Ties go to the earlier
 * label, as in {@link argmax}, so k = 1 gives the accuracy.
 * @param scores - samples x labels, row by row
 * @param truth - the number of each sample's true label
 * @param labelCount - number of labels
 * @param k - from 1 to the number of labels
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * topKAccuracy(Float32Array.of(0.5, 0.3, 0.2), [1], 3, 2); // 1: the true label has the second highest score
 * ```
 */
export function topKAccuracy(scores: Float32Array, truth: ArrayLike<number>, labelCount: number, k: number): number {
  checkSamples('scores', scores, truth, labelCount);
  checkOption('k', k, integer({ from: 1, to: labelCount }));
  let hits = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const start = sample * labelCount;
    const trueLabel = truth[sample]!;
    const score = scores[start + trueLabel]!;
    let higher = 0;
    for (let label = 0; label < labelCount; label++) {
      const other = scores[start + label]!;
      if (other > score || (other === score && label < trueLabel)) higher += 1;
    }
    if (higher < k) hits += 1;
  }
  return divide(hits, truth.length);
}

/**
 * The label with the highest score of each sample; the first one of a tie.
 * @param scores - samples x labels, row by row
 */
export function argmax(scores: Float32Array, labelCount: number): Uint8Array {
  return Uint8Array.from({ length: scores.length / labelCount }, (_, sample) => {
    const start = sample * labelCount;
    let best = 0;
    for (let label = 1; label < labelCount; label++) {
      if (scores[start + label]! > scores[start + best]!) best = label;
    }
    return best;
  });
}
