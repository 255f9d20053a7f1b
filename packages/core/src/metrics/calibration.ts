import { divide } from './confusion';
import { argmax } from './topKAccuracy';

/** The number of bins that calibration is usually reported over, from Guo et al. 2017, arXiv:1706.04599. */
export const RELIABILITY_BINS = 15;

/**
 * Sorts samples into bins of equal width by how sure they were predicted, and compares that with how often it was right.
 * @param scores - samples x classes
 *
 * @example
 * ```ts
 * const bins = reliabilityBins(Float32Array.of(0.9, 0.1, 0.6, 0.4), [0, 1], 2);
 * ```
 */
export function reliabilityBins(
  scores: Float32Array,
  truth: ArrayLike<number>,
  classes: number,
  bins = RELIABILITY_BINS,
): readonly ReliabilityBin[] {
  const counts = new Uint32Array(bins);
  const confidences = new Float64Array(bins);
  const right = new Uint32Array(bins);
  argmax(scores, classes).forEach((predicted, sample) => {
    const confidence = Math.min(1, scores[sample * classes + predicted]!);
    // Bins are open below: a score on a border belongs to the lower bin, and 0 to the first.
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    counts[bin]! += 1;
    confidences[bin]! += confidence;
    if (predicted === truth[sample]) right[bin]! += 1;
  });
  return Array.from(counts, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    confidence: divide(confidences[bin]!, count),
    accuracy: divide(right[bin]!, count),
  }));
}

/** One bin of a reliability diagram: samples whose highest score lies in (from, to]. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean highest score in the bin; 0 where the bin is empty. */
  readonly confidence: number;
  /** Share of right predictions in the bin; 0 where the bin is empty. */
  readonly accuracy: number;
}

/**
 * The mean gap between how sure predictions are and how often they are right, over the bins and weighed by their samples,
 * in [0, 1] (Guo et al. 2017, arXiv:1706.04599, equation 3).
 *
 * @example
 * ```ts
 * expectedCalibrationError(reliabilityBins(scores, truth, 7)); // e.g. 0.02
 * ```
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  let gap = 0;
  let samples = 0;
  for (const { count, confidence, accuracy } of bins) {
    gap += count * Math.abs(accuracy - confidence);
    samples += count;
  }
  return divide(gap, samples);
}
