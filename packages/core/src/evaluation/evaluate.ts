import type { Abortable } from '../abortable';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { copiesOf } from '../datasets/ImageIndex';
import { checkLabelsMatch, type FerModel } from '../models/FerModel';
import { yieldToEvents } from '../yieldToEvents';
import type { EvaluationReport } from './EvaluationReport';
import { scorePredictions } from './scorePredictions';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends Abortable {
  /** Images that go through the network at once. @default 64 */
  readonly batchSize?: number;
  /** Views of each image whose scores are averaged, as in `PredictOptions`; say so with the figures. @default 1 */
  readonly views?: 1 | 2 | 10;
  /**
   * What the model was trained on. With it the report has the scores without the samples whose image stands there too:
   * 288 of the 3,589 of FER2013's PrivateTest.
   */
  readonly trainingSet?: Dataset;
  readonly onProgress?: (event: { readonly done: number; readonly total: number }) => void;
}

/** Images between two calls of `onProgress`. */
const CHUNK = 512;

/**
 * Measures a model on a dataset.
 * @throws MODEL_INCOMPATIBLE where the labels differ, OPTION_INVALID, DISPOSED
 *
 * @example
 * ```ts
 * const report = await evaluate(model, fer.selectSplit('test'), { trainingSet: fer.selectSplit('train') });
 * console.log(report.accuracy, report.withoutTrainingCopies?.accuracy, report.macroF1, report.ece);
 * ```
 */
export async function evaluate(
  model: FerModel,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const { trainingSet, onProgress, ...predictOptions } = options;
  model.assertUsable();
  checkLabelsMatch(model, dataset);
  const classes = model.labels.length;
  const images = datasetImages(dataset);
  const scores = new Float32Array(dataset.size * classes);
  for (let start = 0; start < dataset.size; start += CHUNK) {
    const chunk = images.slice(start, start + CHUNK);
    scores.set(await model.predictMatrix(chunk, predictOptions), start * classes);
    onProgress?.({ done: start + chunk.length, total: dataset.size });
    await yieldToEvents();
  }
  options.signal?.throwIfAborted();

  const fresh = trainingSet === undefined ? undefined : freshSamples(dataset, trainingSet);
  return {
    schema: 1,
    dataset: dataset.name,
    ...scoreSamples(dataset, scores, undefined),
    // With every sample a copy there is nothing left to score.
    ...(fresh === undefined || fresh.length === 0
      ? {}
      : { withoutTrainingCopies: scoreSamples(dataset, scores, fresh) }),
    model: model.metadata,
    backend: model.backend,
  };
}

/** The positions of the samples whose image does not stand in the training set. */
function freshSamples(dataset: Dataset, trainingSet: Dataset): readonly number[] {
  const copies = copiesOf(dataset, trainingSet);
  return Array.from(copies.keys()).filter((sample) => copies[sample] === 0);
}

function scoreSamples(
  { labels, labelIndices, softLabels }: Dataset,
  scores: Float32Array,
  chosen: readonly number[] | undefined,
): ReturnType<typeof scorePredictions> {
  const classes = labels.length;
  const pick = (rows: Float32Array): Float32Array =>
    chosen === undefined
      ? rows
      : Float32Array.from({ length: chosen.length * classes }, (_, index) => {
          return rows[chosen[Math.floor(index / classes)]! * classes + (index % classes)]!;
        });
  return scorePredictions({
    labels,
    truth: chosen === undefined ? labelIndices : Uint8Array.from(chosen, (sample) => labelIndices[sample]!),
    scores: pick(scores),
    softTargets: softLabels === undefined ? undefined : pick(softLabels),
  });
}
