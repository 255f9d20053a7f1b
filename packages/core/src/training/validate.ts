import type { Abortable } from '../abortable';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { accuracy, type ConfusionCounts, countConfusion, macroF1 } from '../metrics/confusion';
import { crossEntropy, negativeLogLikelihood } from '../metrics/logLoss';
import { argmax } from '../metrics/topKAccuracy';
import type { FerModel } from '../models/FerModel';
import type { ValidationMetrics } from './TrainOptions';

/** What a validation set says of a model. */
export interface Validation {
  readonly metrics: ValidationMetrics;
  readonly confusion: ConfusionCounts;
}

/** Scores a model on a dataset, its images as they are. */
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
