import type { Abortable } from '../abortable';
import { Dataset, datasetImages, samplesRule } from '../datasets/Dataset';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import { softLabelsOf } from '../datasets/derive/concatDatasets';
import { checkColours } from '../models/checkColours';
import { checkLabelsMatch, checkModel, type FerModel } from '../models/FerModel';
import {
  checkOption,
  either,
  integer,
  number,
  oneOf,
  optionInvalid,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
  temperatureRule,
} from '../options';

/** Options of {@link distillLabels}. */
export interface DistillOptions extends Abortable {
  /** Weight of the teachers in each target, in (0, 1]; the dataset's own target has the rest. @default 0.7 */
  readonly share?: number;
  /**
   * Divides the teachers' logits before the softmax, above 0. Above 1, a target shows more of how similar the other labels are.
   * `false`: each teacher keeps the temperature stored in its model, which `calibrate` fits.
   * @default 2
   */
  readonly temperature?: number | false;
  /** Views of each image that a teacher averages over, as in {@link PredictOptions.views}. @default 1 */
  readonly views?: 1 | 2 | 10;
  /** Images that a teacher scores at once. @default 64 */
  readonly batchSize?: number;
}

export const distillTable: OptionTable<DistillOptions, 'share' | 'temperature' | 'views' | 'batchSize'> = {
  share: withDefault(0.7, number({ above: 0, to: 1 })),
  temperature: withDefault(2, either(oneOf(false), temperatureRule)),
  views: withDefault(1, oneOf(1, 2, 10)),
  batchSize: withDefault(64, integer({ from: 1 })),
  signal: signalRule,
};

/** The defaults of {@link DistillOptions}. */
export const distillDefaults: Required<Omit<DistillOptions, 'signal'>> = /* @__PURE__ */ defaultsOf(distillTable);

/**
 * Gives a dataset soft labels from trained models, so that a small network learns from large ones (knowledge distillation).
 * Several teachers are averaged. Train on the result as on any dataset.
 *
 * Source: G. Hinton et al., "Distilling the Knowledge in a Neural Network" (2015), https://arxiv.org/abs/1503.02531. Targets
 * are computed once, on the images without augmentation.
 *
 * @param dataset - the split to train on, without any sample that measures the student
 * @param teachers - one model or several, with the dataset's labels
 * @returns a dataset with the same samples, and soft labels
 * @throws OPTION_INVALID; MODEL_INCOMPATIBLE where the labels differ; DISPOSED
 *
 * @example
 * ```ts
 * const soft = await distillLabels(fer.selectSplit('train'), await loadModel('runs/teacher'));
 * await train(student, { train: soft, validation: fer.selectSplit('validation') }, { labelSmoothing: 0 });
 * ```
 */
export async function distillLabels(
  dataset: Dataset,
  teachers: FerModel | readonly FerModel[],
  options: DistillOptions = {},
): Promise<Dataset> {
  const { share, temperature, views, batchSize, signal } = resolveOptions(options, distillTable);
  checkOption('dataset', dataset, samplesRule);
  const models = [teachers].flat();
  if (models.length === 0) throw optionInvalid('teachers', 'at least one model', 'none');
  for (const model of models) {
    checkModel(model, 'teachers');
    checkLabelsMatch(model, dataset);
    checkColours(model, dataset);
  }

  const softLabels = softLabelsOf(dataset).map((own) => own * (1 - share));
  const images = datasetImages(dataset);
  const predictOptions = { batchSize, views, ...(temperature === false ? {} : { temperature }), signal };
  for (const model of models) {
    const scores = await model.predictMatrix(images, predictOptions);
    scores.forEach((score, index) => (softLabels[index]! += (share / models.length) * score));
  }
  const columns: DatasetColumns = dataset;
  return new Dataset({ ...columns, softLabels });
}
