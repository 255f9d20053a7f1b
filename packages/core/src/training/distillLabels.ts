import type { Abortable } from '../abortable';
import { Dataset, datasetImages } from '../datasets/Dataset';
import { FerError } from '../errors';
import { checkLabelsMatch, type FerModel } from '../models/FerModel';

/** Options of {@link distillLabels}. */
export interface DistillOptions {
  /** How much of each target comes from the teachers, in (0, 1]; the rest is the dataset's own target. @default 0.7 */
  readonly share: number;
  /**
   * What the teachers' logits are divided by before the softmax; above 1 tells more of what the second guess is, `null` is each
   * teacher's own, as {@link calibrate} found it. @default 2
   */
  readonly temperature: number | null;
  /** How many views of an image a teacher answers for, averaged: 1, 2 or 10, as in {@link PredictOptions.views}. @default 1 */
  readonly views: 1 | 2 | 10;
  /** Images that go through a teacher at once. @default 64 */
  readonly batchSize: number;
}

/** The defaults of {@link DistillOptions}. */
export const distillDefaults: DistillOptions = { share: 0.7, temperature: 2, views: 1, batchSize: 64 };

/**
 * Gives a dataset the soft labels of trained models, so that a small network can learn from large ones what the labels
 * alone do not tell (knowledge distillation). Several teachers are averaged. Train on the result as on any dataset.
 *
 * Source: G. Hinton et al., "Distilling the Knowledge in a Neural Network" (2015), https://arxiv.org/abs/1503.02531; targets
 * are computed once, on the images as they are, not on each augmented view.
 *
 * @param dataset - the split to train on; give it no sample that the student is measured on
 * @param teachers - one model or several, with the dataset's labels
 * @throws OPTION_INVALID, MODEL_INCOMPATIBLE where the labels differ, DISPOSED
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
  options: Partial<DistillOptions> & Abortable = {},
): Promise<Dataset> {
  const { share, temperature, views, batchSize } = { ...distillDefaults, ...options };
  if (!(share > 0 && share <= 1)) throw refuse('share', 'a number in (0, 1]', share);
  if (temperature !== null && !(temperature > 0 && temperature < Infinity)) {
    throw refuse('temperature', 'a number above 0, or null', temperature);
  }
  const models = [teachers].flat();
  if (models.length === 0) throw refuse('teachers', 'at least one model', 'none');
  for (const model of models) {
    model.assertUsable();
    checkLabelsMatch(model, dataset);
  }

  const softLabels = ownTargets(dataset).map((own) => own * (1 - share));
  const images = datasetImages(dataset);
  const run = { batchSize, temperature, views, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  for (const model of models) {
    const scores = await model.predictMatrix(images, run);
    scores.forEach((score, index) => (softLabels[index]! += (share / models.length) * score));
  }
  const { name, labels, width, height, pixels, rows, splitIndices, labelIndices } = dataset;
  return new Dataset({ name, labels, width, height, pixels, rows, splitIndices, labelIndices, softLabels });
}

function ownTargets({ labels, labelIndices, softLabels }: Dataset): Float32Array {
  if (softLabels !== undefined) return softLabels;
  const certain = new Float32Array(labelIndices.length * labels.length);
  labelIndices.forEach((label, sample) => (certain[sample * labels.length + label] = 1));
  return certain;
}

const refuse = (option: string, expected: string, received: unknown): FerError =>
  new FerError('OPTION_INVALID', { option, failed: 'Cannot distil labels', expected, received: String(received) });
