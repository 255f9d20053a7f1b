import { checkLogits } from './checkLogits';

/** Beyond these a temperature leaves nothing of the scores. */
export const TEMPERATURE_BOUNDS = { lowest: 0.05, highest: 20 };

/**
 * The slope and the curvature of the negative log-likelihood by the inverse temperature: the mean over the samples of
 * E[logit] - logit of the true label, and of Var[logit], both under the softmax.
 */
function derive(
  logits: Float32Array,
  truth: ArrayLike<number>,
  classes: number,
  inverse: number,
): { readonly slope: number; readonly curvature: number } {
  let slope = 0;
  let curvature = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const start = sample * classes;
    let highest = -Infinity;
    for (let index = 0; index < classes; index++) highest = Math.max(highest, logits[start + index]!);
    let weights = 0;
    let first = 0;
    let second = 0;
    for (let index = 0; index < classes; index++) {
      // Measured from the highest, so that no exponential overflows.
      const logit = logits[start + index]! - highest;
      const weight = Math.exp(inverse * logit);
      weights += weight;
      first += weight * logit;
      second += weight * logit * logit;
    }
    const expected = first / weights;
    slope += expected - (logits[start + truth[sample]!]! - highest);
    curvature += second / weights - expected * expected;
  }
  return { slope: slope / truth.length, curvature: curvature / truth.length };
}

/**
 * Finds the temperature that calibrates a model: `softmax(logits / temperature)` has the least negative log-likelihood
 * (Guo et al. 2017, arXiv:1706.04599). Fit it on samples that the model was not trained on. The likelihood is convex in
 * the inverse temperature, so Newton's method, held between bounds, finds the one minimum.
 * @param logits - samples x classes; the logarithms of scores ({@link logScores}) do as well
 * @param truth - the number of the true label of each sample
 * @returns a temperature from 0.05 to 20; a bound where the likelihood still grows there, as when every sample is right
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const temperature = fitTemperature(Float32Array.of(4, 0, 3, 0), [0, 1], 2);
 * ```
 */
export function fitTemperature(logits: Float32Array, truth: ArrayLike<number>, classes: number): number {
  checkLogits('The temperature cannot be fitted', logits, truth, classes);
  let low = 1 / TEMPERATURE_BOUNDS.highest;
  let high = 1 / TEMPERATURE_BOUNDS.lowest;
  let inverse = 1;
  for (let round = 0; round < 100; round++) {
    const { slope, curvature } = derive(logits, truth, classes, inverse);
    if (slope === 0) break;
    if (slope > 0) high = inverse;
    else low = inverse;
    const step = inverse - slope / curvature;
    const next = step > low && step < high ? step : Math.sqrt(low * high);
    const moved = Math.abs(next - inverse);
    inverse = next;
    if (moved <= 1e-12 * inverse) break;
  }
  return 1 / inverse;
}
