import { argmax } from './topKAccuracy';
import { checkSamples } from './logLoss';

/** A sample whose given label is likely wrong. */
export interface LikelyLabelError {
  /** Position of the sample, from 0. */
  readonly sample: number;
  /** The number of the label that it more likely has: that of its highest score. */
  readonly label: number;
  /** Score of the given label minus the highest score: the more negative, the more likely the label is wrong. */
  readonly margin: number;
}

/**
 * Finds samples whose given label is likely wrong, by confident learning (Northcutt et al. 2021, https://arxiv.org/abs/1911.00068).
 * A label counts as a sample's own if its score is at least the mean score of that label over the samples that were given it; from the
 * counts of given and own labels follows how many samples of each label have which other one, and so many of them, those with the
 * largest margin, are found ("prune by noise rate"). A sample whose given label has the highest score is never found.
 *
 * Scores must come from models that were not trained on the samples: of a held-out split, or of each fold in turn. A model that has
 * learnt a wrong label by heart agrees with it.
 * @param scores - samples x labels, row by row
 * @param truth - the number of each sample's given label
 * @param labelCount - number of labels
 * @returns the samples found, the most likely errors first
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const scores = await model.predictMatrix(Array.from({ length: test.size }, (_, k) => test.image(k)));
 * for (const { sample, label } of findLabelErrors(scores, test.labelIndices, test.labels.length)) {
 *   console.log(test.sample(sample).source, test.label(sample), '->', test.labels[label]);
 * }
 * ```
 */
export function findLabelErrors(
  scores: Float32Array,
  truth: ArrayLike<number>,
  labelCount: number,
): readonly LikelyLabelError[] {
  checkSamples('scores', scores, truth, labelCount);
  const score = (sample: number, label: number): number => scores[sample * labelCount + label]!;
  const byLabel = Array.from({ length: labelCount }, (): number[] => []);
  for (let sample = 0; sample < truth.length; sample++) byLabel[truth[sample]!]!.push(sample);
  const noise = countNoise(scores, byLabel);
  const highest = argmax(scores, labelCount);
  const found = new Set<number>();
  byLabel.forEach((samples, from) => {
    noise[from]!.forEach((count, to) => {
      if (to === from || count === 0) return;
      const distance = (sample: number): number => score(sample, to) - score(sample, from);
      const ranked = samples.toSorted((one, other) => distance(other) - distance(one));
      for (const sample of ranked.slice(0, count)) if (highest[sample] !== from) found.add(sample);
    });
  });
  return Array.from(found, (sample) => {
    const label = highest[sample]!;
    return { sample, label, margin: score(sample, truth[sample]!) - score(sample, label) };
  }).sort((one, other) => one.margin - other.margin || one.sample - other.sample);
}

/**
 * Estimates how many samples of each given label have which label: the confident joint of the paper, each row scaled to the number of
 * its samples.
 * @param byLabel - the samples of each given label
 * @returns `counts[given][own]`, whole numbers
 */
function countNoise(scores: Float32Array, byLabel: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const labelCount = byLabel.length;
  const thresholds = byLabel.map((samples, label) =>
    // A label without samples has no mean, and is nobody's own.
    samples.length === 0
      ? Infinity
      : samples.reduce((sum, sample) => sum + scores[sample * labelCount + label]!, 0) / samples.length,
  );
  return byLabel.map((samples, given) => {
    const counts = new Array<number>(labelCount).fill(0);
    for (const sample of samples) {
      const row = scores.subarray(sample * labelCount, (sample + 1) * labelCount);
      let own = -1;
      row.forEach((value, label) => {
        if (value >= thresholds[label]! - ROUNDING && (own < 0 || value > row[own]!)) own = label;
      });
      if (own >= 0) counts[own]! += 1;
    }
    counts[given] = Math.max(1, counts[given]!);
    const sum = counts.reduce((total, count) => total + count, 0);
    return counts.map((count) => Math.round((count * samples.length) / sum));
  });
}

/** Scores that differ by less from their mean are equal to it but for rounding, as where all scores of a label are the same. */
const ROUNDING = 1e-6;
