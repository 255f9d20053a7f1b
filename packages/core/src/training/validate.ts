import type { Abortable } from '../abortable';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { accuracy, type ConfusionCounts, countConfusion, macroF1 } from '../metrics/confusion';
import { crossEntropy, negativeLogLikelihood } from '../metrics/logLoss';
import { argmax } from '../metrics/topKAccuracy';
import type { FerModel } from '../models/FerModel';
import { callPart, type Metric, partInvalid } from './OwnParts';
import type { ValidationMetric } from './TrainOptions';
import type { EpochRecord, ValidationMetrics } from './TrainEvent';

/** The scores of a model on a validation set. */
export interface Validation {
  readonly metrics: ValidationMetrics;
  readonly confusion: ConfusionCounts;
}

/**
 * Scores a model on a dataset, without augmentation.
 * @throws OPTION_INVALID for an own metric that gives no number
 */
export async function validate(
  model: FerModel,
  dataset: Dataset,
  metric: ValidationMetric | Metric,
  { signal }: Abortable,
): Promise<Validation> {
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
  if (typeof metric !== 'string') {
    const own = callPart('metric', metric, () => metric.score({ labels, labelIndices, scores, confusion }));
    if (!Number.isFinite(own)) throw partInvalid('metric', metric, 'a finite number', String(own));
    return { metrics: { ...metrics, own }, confusion };
  }
  return { metrics, confusion };
}

/** True if a score beats the best so far. The first one does. */
export function isBetter(
  metric: ValidationMetric | Metric,
  score: ValidationMetrics,
  best?: ValidationMetrics,
): boolean {
  if (best === undefined) return true;
  if (typeof metric !== 'string') {
    const gain = score.own! - best.own!;
    return metric.better === 'lower' ? gain < 0 : gain > 0;
  }
  return metric === 'loss' ? score.loss < best.loss : score[metric] > best[metric];
}

/** The best epoch so far. */
export function bestRecord(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.findLast(({ best }) => best);
}
