import type { Dataset } from '../datasets/Dataset';
import { findLabelErrors } from '../metrics/findLabelErrors';
import { argmax } from '../metrics/topKAccuracy';
import type { EvaluationReport, SamplePrediction } from './EvaluationReport';

/** The predictions of all samples. */
export function describePredictions(dataset: Dataset, scores: Float32Array): readonly SamplePrediction[] {
  const describe = createDescription(dataset, scores);
  return Array.from(dataset.labelIndices, (_, sample) => describe(sample));
}

/**
 * The mistakes with the highest confidence, and the likeliest label errors.
 * @param fresh - the samples that are no copies of training images; undefined for all
 * @param most - of each list
 */
export function listMistakes(
  dataset: Dataset,
  scores: Float32Array,
  fresh: readonly number[] | undefined,
  most: number,
): Required<Pick<EvaluationReport, 'mistakes' | 'labelErrors'>> {
  const { labels, labelIndices } = dataset;
  const labelCount = labels.length;
  const highest = argmax(scores, labelCount);
  const confidence = (sample: number): number => scores[sample * labelCount + highest[sample]!]!;
  const wrong = Array.from(labelIndices.keys()).filter((sample) => highest[sample] !== labelIndices[sample]);
  wrong.sort((one, other) => confidence(other) - confidence(one) || one - other);
  const errors = findErrorsAmong(dataset, scores, fresh ?? Array.from(labelIndices.keys()));
  const describe = createDescription(dataset, scores);
  return {
    mistakes: wrong.slice(0, most).map(describe),
    labelErrors: { count: errors.length, samples: errors.slice(0, most).map(describe) },
  };
}

/** Of some samples those whose label is likely wrong. */
function findErrorsAmong(
  { labels, labelIndices }: Dataset,
  scores: Float32Array,
  chosen: readonly number[],
): readonly number[] {
  const labelCount = labels.length;
  const rows = new Float32Array(chosen.length * labelCount);
  chosen.forEach((sample, at) => {
    rows.set(scores.subarray(sample * labelCount, (sample + 1) * labelCount), at * labelCount);
  });
  const given = Uint8Array.from(chosen, (sample) => labelIndices[sample]!);
  return findLabelErrors(rows, given, labelCount).map(({ sample }) => chosen[sample]!);
}

function createDescription(
  { labels, labelIndices, rows, sources }: Dataset,
  scores: Float32Array,
): (sample: number) => SamplePrediction {
  const labelCount = labels.length;
  const highest = argmax(scores, labelCount);
  return (sample) => {
    const row = rows[sample]!;
    const source = sources?.[row];
    const [given, predicted] = [labelIndices[sample]!, highest[sample]!];
    const score = (label: number): number => round(scores[sample * labelCount + label]!);
    return {
      sample,
      row,
      ...(source === undefined ? {} : { source }),
      label: labels[given]!,
      predicted: labels[predicted]!,
      confidence: score(predicted),
      labelScore: score(given),
    };
  };
}

/** Six digits, which tell scores apart and keep a report short; a softmax on a GPU may exceed 1 by rounding. */
const round = (score: number): number => Math.min(1, Number(score.toFixed(6)));
