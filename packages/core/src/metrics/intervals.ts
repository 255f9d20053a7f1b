import { type ConfusionCounts, divide, macroF1, scoreLabels } from './confusion';

/** A confidence interval of a rate: of intervals made in this way from many test sets, 95 % contain the true rate. */
export interface Interval {
  /** From 0. */
  readonly from: number;
  /** To 1. */
  readonly to: number;
}

/** Standard deviations of a normal distribution around its mean that hold 95 % of it. */
const DEVIATIONS = 1.959964;

/**
 * 95 % confidence interval of an accuracy (Wilson 1927, https://doi.org/10.2307/2276774), as if the samples were drawn independently;
 * that of samples of few persons is wider. 0 to 1 without samples.
 * @param confusion - of the samples
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const { from, to } = accuracyInterval(report.confusion); // 0.709 and 0.738 around 0.724 of 3,589 samples
 * ```
 */
export function accuracyInterval(confusion: ConfusionCounts): Interval {
  const scores = scoreLabels(confusion);
  const samples = scores.reduce((sum, { support }) => sum + support, 0);
  if (samples === 0) return { from: 0, to: 1 };
  const rate = confusion.counts.reduce((sum, row, label) => sum + row[label]!, 0) / samples;
  const square = DEVIATIONS ** 2 / samples;
  const middle = (rate + square / 2) / (1 + square);
  const reach = Math.sqrt(square * (rate * (1 - rate) + square / 4)) / (1 + square);
  return clip(middle, reach);
}

/**
 * 95 % confidence interval of `macroF1` by the delta method (Takahashi et al. 2022, https://doi.org/10.1007/s10489-021-02635-5),
 * as if the samples were drawn independently. It is too narrow if a label has fewer than some ten samples, and of no width where
 * all or no predictions are correct. 0 to 1 without samples.
 * @param confusion - of the samples
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const { from, to } = macroF1Interval(report.confusion);
 * ```
 */
export function macroF1Interval(confusion: ConfusionCounts): Interval {
  const scores = scoreLabels(confusion);
  const samples = scores.reduce((sum, { support }) => sum + support, 0);
  if (samples === 0) return { from: 0, to: 1 };
  const occurring = scores.filter(({ support }) => support > 0).length;
  // The derivative of the F1 of a label by the share of a cell in its row or column, and the addition for the cell of both.
  const slopes = scores.map(({ f1, support, predicted }) =>
    support === 0 ? 0 : divide(samples * f1, support + predicted) / occurring,
  );
  const diagonal = scores.map(({ support, predicted }) =>
    support === 0 ? 0 : divide(2 * samples, support + predicted) / occurring,
  );
  let mean = 0;
  let square = 0;
  confusion.counts.forEach((row, truth) =>
    row.forEach((count, predicted) => {
      const slope = truth === predicted ? diagonal[truth]! - 2 * slopes[truth]! : -slopes[truth]! - slopes[predicted]!;
      mean += (count / samples) * slope;
      square += (count / samples) * slope ** 2;
    }),
  );
  const variance = Math.max(0, square - mean ** 2) / samples;
  return clip(macroF1(confusion), DEVIATIONS * Math.sqrt(variance));
}

const clip = (middle: number, reach: number): Interval => ({
  from: Math.max(0, middle - reach),
  to: Math.min(1, middle + reach),
});
