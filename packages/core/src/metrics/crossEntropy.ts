import { divide } from './divide';
import { LOWEST_SCORE } from './negativeLogLikelihood';

/**
 * The mean cross-entropy of scores against label distributions, in nats; 0 where there are no samples. Scores are clipped
 * as in {@link negativeLogLikelihood}, which it equals where each target is one label.
 * @param scores - samples x classes
 * @param targets - samples x classes, each row adds up to 1
 */
export function crossEntropy(scores: Float32Array, targets: Float32Array, classes: number): number {
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const target = targets[index]!;
    if (target > 0) sum -= target * Math.log(Math.max(LOWEST_SCORE, scores[index]!));
  }
  return divide(sum, scores.length / classes);
}
