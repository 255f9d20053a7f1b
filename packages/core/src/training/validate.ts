import type { Abortable } from '../abortable';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { accuracy, type ConfusionCounts, countConfusion, macroF1 } from '../metrics/confusion';
import { crossEntropy, negativeLogLikelihood } from '../metrics/logLoss';
import { argmax } from '../metrics/topKAccuracy';
import type { FerModel } from '../models/FerModel';
import type { EpochRecord, ValidationMetric, ValidationMetrics } from './TrainOptions';

/** The scores of a model on a validation set. */
export interface Validation {
  readonly metrics: ValidationMetrics;
  readonly confusion: ConfusionCounts;
}

/** Scores a model on a dataset, without augmentation. */
export async function validate(model: FerModel, dataset: Dataset, { signal }: Abortable): Promise<Validation> {
  const { labels, labelIndices, softLabels } = dataset;
  const scores = await model.predictMatrix(datasetImages(dataset), { signal });
  const confusion = countConfusion(labels, labelIndices, argmax(scores, labels.length));
  const metrics = {
    loss:
      softLabels === undefined
        ? negativeLogLikelihood(scores, labelIndices, labels.length)
        : crossEntropy(scores, softLabels, labels.length),
    accuracy: accuracy(confusion),
    macroF1: macroF1(confusion),
  };
  return { metrics, confusion };
}

/** True if a score beats the best so far. The first one does. */
export function isBetter(metric: ValidationMetric, score: ValidationMetrics, best?: ValidationMetrics): boolean {
  if (best === undefined) return true;
  return metric === 'loss' ? score.loss < best.loss : score[metric] > best[metric];
}

/** The best epoch so far. */
export function bestRecord(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.findLast(({ best }) => best);
}
