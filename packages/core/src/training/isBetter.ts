import type { ValidationMetric, ValidationMetrics } from './TrainOptions';

/** Whether a score beats the best so far. The first always does. */
export function isBetter(metric: ValidationMetric, score: ValidationMetrics, best?: ValidationMetrics): boolean {
  if (best === undefined) return true;
  return metric === 'loss' ? score.loss < best.loss : score[metric] > best[metric];
}
