import { divide } from './divide';
import type { ReliabilityBin } from './ReliabilityBin';

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
