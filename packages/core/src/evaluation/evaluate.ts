import type { Abortable } from '../abortable';
import { type Corruption, corruptionsRule, standardCorruptions } from '../datasets/Corruption';
import { corruptPixels } from '../datasets/corruptImage';
import { type Dataset, datasetImages, samplesRule } from '../datasets/Dataset';
import { describeSize, haveSameSize } from '../datasets/DatasetColumns';
import { copiesOf } from '../datasets/ImageIndex';
import { estimateOverlap } from '../datasets/imageSketch';
import {
  callbackRule,
  either,
  flagRule,
  integer,
  oneOf,
  optionInvalid,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  seedRule,
  signalRule,
  checkOption,
} from '../options';
import { checkColours } from '../models/checkColours';
import { checkModel, type FerModel } from '../models/FerModel';
import type { Provenance } from '../models/ModelMetadata';
import { yieldToEvents } from '../yieldToEvents';
import { alignLabels } from './alignLabels';
import type { CorruptionScores, EvaluationReport } from './EvaluationReport';
import { describePredictions, listMistakes } from './listMistakes';
import { scorePredictions } from './scorePredictions';
import { suggestLabelOrder } from './suggestLabelOrder';
import { summarizeRobustness } from './summarizeRobustness';
import { notify } from '../notify';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends Abortable {
  /**
   * Number of images that the network computes at once, from 1; above 512 it counts as 512.
   * @default 64
   */
  readonly batchSize?: number;
  /**
   * Test-time augmentation: the number of views of each image whose scores are averaged, as in `PredictOptions`. Report it
   * with the scores.
   * @default 1
   */
  readonly views?: 1 | 2 | 10;
  /**
   * The dataset that the model was trained on. With it the report also has the scores without copies of training images:
   * 288 of the 3,589 samples of FER2013's PrivateTest are such copies.
   */
  readonly trainingSet?: Dataset;
  /**
   * Corruptions after each of which all images are scored once more, for `report.robustness`: `'standard'`, the
   * list `standardCorruptions`, or a list. Each takes as long as the evaluation itself; images are corrupted in the dataset's
   * size, 512 at a time.
   */
  readonly corruptions?: 'standard' | readonly Corruption[];
  /**
   * Seed of the corruptions' noise, signs and places. An image of the same position in the dataset gets the same.
   * @default 0
   */
  readonly seed?: number;
  /**
   * Most samples that `report.mistakes` lists, and `report.labelErrors` too; `false` leaves both out. A sample takes some 200
   * bytes. They are off by default because they name files, and reports are passed on.
   * @default false
   */
  readonly mistakes?: number | false;
  /**
   * True: `report.predictions` has the prediction of every sample, some 200 bytes each.
   * @default false
   */
  readonly predictions?: boolean;
  /** Called after every 512 images; `total` counts the images of all corruptions too. */
  readonly onProgress?: (event: EvaluateProgress) => unknown;
}

/** Progress of {@link evaluate}. */
export interface EvaluateProgress {
  /** Number of images that were scored. */
  readonly done: number;
  /** Number of images to score: those of the dataset, and the same once more for each corruption. */
  readonly total: number;
  /** The corruption of the images that were just scored; absent for clean ones. */
  readonly corruption?: Corruption;
}

type Defaulted = 'batchSize' | 'views' | 'seed' | 'mistakes' | 'predictions';

export const evaluateTable: OptionTable<EvaluateOptions, Defaulted> = {
  batchSize: withDefault(64, integer({ from: 1 })),
  views: withDefault(1, oneOf(1, 2, 10)),
  trainingSet: samplesRule,
  corruptions: corruptionsRule,
  seed: withDefault(0, seedRule),
  mistakes: withDefault(false, either(oneOf(false), integer({ from: 1 }))),
  predictions: withDefault(false, flagRule),
  onProgress: callbackRule,
  signal: signalRule,
};

/** The defaults of {@link EvaluateOptions}. */
export const evaluateDefaults: Required<Pick<EvaluateOptions, Defaulted>> = /* @__PURE__ */ defaultsOf(evaluateTable);

/** Images between two calls of `onProgress`. */
const CHUNK = 512;

/**
 * Evaluates a model on a dataset: accuracy, F1, confusion matrix, calibration and more. The dataset may have fewer labels than
 * the model, in any order: means over labels are over those with samples, and the report lists the others. The report also
 * says if another order of the model's labels would fit far better, and if the model was trained on some of the images. With the option `corruptions` it also has the scores on noisy,
 * blurred, small, dark and otherwise corrupted images; with `mistakes` the samples that are wrong, and those whose label is.
 * @param dataset - samples that the model was not trained on, e.g. the test split
 * @throws MODEL_INCOMPATIBLE if samples have labels that the model lacks: rename, merge or select labels of the dataset; `details.labels`
 * names and counts them; OPTION_INVALID; DISPOSED
 *
 * @example
 * ```ts
 * const report = await evaluate(model, fer.selectSplit('test'), { trainingSet: fer.selectSplit('train') });
 * console.log(report.accuracy, report.withoutTrainingCopies?.accuracy, report.macroF1, report.ece);
 *
 * const { robustness } = await evaluate(model, fer.selectSplit('test'), { corruptions: 'standard' });
 * console.log(robustness?.mean.accuracy, robustness?.kinds);
 *
 * const { mistakes = [] } = await evaluate(model, photos, { mistakes: 20 });
 * for (const { source, label, predicted, confidence } of mistakes) console.log(source, label, predicted, confidence);
 * ```
 */
export async function evaluate(
  model: FerModel,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const { trainingSet, corruptions, seed, mistakes, predictions, onProgress, ...predictOptions } = resolveOptions(
    options,
    evaluateTable,
  );
  checkModel(model);
  checkOption('dataset', dataset, samplesRule);
  checkColours(model, dataset);
  const aligned = alignLabels(dataset, model.labels);
  if (trainingSet !== undefined && !haveSameSize(trainingSet, dataset)) {
    const expected = `images of ${describeSize(dataset)}, as in the dataset`;
    throw optionInvalid('trainingSet', expected, describeSize(trainingSet));
  }
  // Copies, because the caller may change the list while images are scored.
  const list = (corruptions === 'standard' ? standardCorruptions : (corruptions ?? [])).map(
    ({ kind, strength }): Corruption => ({ kind, strength }),
  );
  const labelCount = model.labels.length;
  const images = datasetImages(dataset);
  const total = dataset.size * (1 + list.length);
  let done = 0;
  const predictAll = async (corruption?: Corruption): Promise<Float32Array> => {
    const scores = new Float32Array(dataset.size * labelCount);
    for (let start = 0; start < dataset.size; start += CHUNK) {
      const clean = images.slice(start, start + CHUNK);
      const chunk =
        corruption === undefined
          ? clean
          : clean.map((image, offset) => corruptPixels(image, corruption, seed, start + offset));
      scores.set(await model.predictMatrix(chunk, predictOptions), start * labelCount);
      done += chunk.length;
      await notify(onProgress, { done, total, ...(corruption === undefined ? {} : { corruption }) }, options);
      await yieldToEvents();
    }
    return scores;
  };

  const scores = await predictAll();
  const corrupted: CorruptionScores[] = [];
  for (const corruption of list) {
    const { accuracy, macroF1, ece } = scoreSamples(aligned, await predictAll(corruption), undefined);
    corrupted.push({ ...corruption, accuracy, macroF1, ece });
  }
  options.signal?.throwIfAborted();

  const fresh = trainingSet === undefined ? undefined : freshSamples(dataset, trainingSet);
  const whole = scoreSamples(aligned, scores, undefined);
  const suggestion = suggestLabelOrder(whole.confusion);
  const { provenance: { images: sketch, ...provenance } = {} } = model.metadata;
  const trainedOn = sketch === undefined ? undefined : estimateOverlap(dataset, sketch);
  return {
    schema: 1,
    dataset: dataset.name,
    ...whole,
    // If every sample is a copy, there is nothing to score.
    ...(fresh === undefined || fresh.length === 0
      ? {}
      : { withoutTrainingCopies: scoreSamples(aligned, scores, fresh) }),
    ...(trainedOn === undefined ? {} : { trainedOn }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(corrupted.length === 0 ? {} : { robustness: summarizeRobustness(seed, corrupted) }),
    ...(mistakes === false ? {} : listMistakes(aligned, scores, fresh, mistakes)),
    ...(predictions ? { predictions: describePredictions(aligned, scores) } : {}),
    // The hashes are of no use in a report.
    model: sketch === undefined ? model.metadata : { ...model.metadata, provenance: provenance as Provenance },
    backend: model.backend,
  };
}

/** The positions of the samples whose image is no copy of a training image. */
function freshSamples(dataset: Dataset, trainingSet: Dataset): readonly number[] {
  const copies = copiesOf(dataset, trainingSet);
  return Array.from(copies.keys()).filter((sample) => copies[sample] === 0);
}

function scoreSamples(
  { labels, labelIndices, softLabels }: Dataset,
  scores: Float32Array,
  chosen: readonly number[] | undefined,
): ReturnType<typeof scorePredictions> {
  const labelCount = labels.length;
  const pick = (rows: Float32Array): Float32Array =>
    chosen === undefined
      ? rows
      : Float32Array.from({ length: chosen.length * labelCount }, (_, index) => {
          return rows[chosen[Math.floor(index / labelCount)]! * labelCount + (index % labelCount)]!;
        });
  return scorePredictions({
    labels,
    truth: chosen === undefined ? labelIndices : Uint8Array.from(chosen, (sample) => labelIndices[sample]!),
    scores: pick(scores),
    softTargets: softLabels === undefined ? undefined : pick(softLabels),
  });
}
