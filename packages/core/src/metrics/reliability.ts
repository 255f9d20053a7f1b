import { isRecord } from '../isRecord';
import { checkOption, countRule, custom, integer, number } from '../options';
import { divide } from './confusion';
import { checkSamples } from './logLoss';
import { argmax } from './topKAccuracy';

/** The usual number of bins of a reliability diagram (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
export const RELIABILITY_BINS = 15;

/** One bin of a reliability diagram: the samples whose highest score lies in (from, to]; the first bin includes 0. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  /** Number of samples in the bin. */
  readonly count: number;
  /** Mean highest score, 0 to 1; 0 for an empty bin. */
  readonly confidence: number;
  /** Fraction of correct predictions, 0 to 1; 0 for an empty bin. */
  readonly accuracy: number;
}

const binCountRule = integer({ from: 1, to: 1e6 });

/**
 * Sorts samples into bins of equal width by their highest score, and compares in each bin the mean score with the accuracy:
 * the numbers of a reliability diagram.
 * @param scores - samples x labels, row by row; each row sums to 1
 * @param truth - the number of each sample's true label
 * @param labelCount - number of labels
 * @param bins - number of bins, from 1 to 1,000,000
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const bins = reliabilityBins(Float32Array.of(0.9, 0.1, 0.6, 0.4), [0, 1], 2);
 * ```
 */
export function reliabilityBins(
  scores: Float32Array,
  truth: ArrayLike<number>,
  labelCount: number,
  bins = RELIABILITY_BINS,
): readonly ReliabilityBin[] {
  checkSamples('scores', scores, truth, labelCount);
  checkOption('bins', bins, binCountRule);
  const counts = new Uint32Array(bins);
  const confidences = new Float64Array(bins);
  const correct = new Uint32Array(bins);
  argmax(scores, labelCount).forEach((predicted, sample) => {
    const confidence = Math.min(1, scores[sample * labelCount + predicted]!);
    // A score on the border of two bins belongs to the lower one, and 0 to the first.
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    counts[bin]! += 1;
    confidences[bin]! += confidence;
    if (predicted === truth[sample]) correct[bin]! += 1;
  });
  return Array.from(counts, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    confidence: divide(confidences[bin]!, count),
    accuracy: divide(correct[bin]!, count),
  }));
}

const rateRule = number({ from: 0, to: 1 });
const binsRule = custom(
  'a list of bins { count, confidence, accuracy } of reliabilityBins',
  (value) =>
    Array.isArray(value) &&
    // A copy, because `every` skips the holes of an array.
    [...(value as unknown[])].every(
      (bin) =>
        isRecord(bin) &&
        countRule.accepts(bin.count) &&
        rateRule.accepts(bin.confidence) &&
        rateRule.accepts(bin.accuracy),
    ),
);

/**
 * Expected calibration error: the mean gap between score and accuracy over the bins, weighted by their samples. 0 is
 * perfectly calibrated, 1 the worst (Guo et al. 2017, https://arxiv.org/abs/1706.04599, equation 3).
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * expectedCalibrationError(reliabilityBins(scores, truth, 7)); // e.g. 0.02
 * ```
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  checkOption('bins', bins, binsRule);
  let gap = 0;
  let samples = 0;
  for (const { count, confidence, accuracy } of bins) {
    gap += count * Math.abs(accuracy - confidence);
    samples += count;
  }
  return divide(gap, samples);
}
