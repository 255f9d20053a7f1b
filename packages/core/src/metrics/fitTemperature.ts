import { checkLogits } from './logLoss';
import { argmax } from './topKAccuracy';

/** Beyond these a temperature leaves nothing of the scores. */
const TEMPERATURE_BOUNDS = { lowest: 0.05, highest: 20 };

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

/** Into how many steps the range is cut; the best temperature is then looked for between the neighbours of the best step. */
const STEPS = 64;

/**
 * Finds the temperature at which the score of the label on top says best how often it is right: of `softmax(logits / temperature)`
 * only the highest score is judged, by the likelihood of "right" and "wrong". The calibration error is an error of that score, and
 * that is the one that people read; {@link fitTemperature} weighs the others too. Top-label calibration: Gupta and Ramdas 2021,
 * arXiv:2107.08353. Fit it on samples that the model was not trained on.
 * @param logits - samples x classes; the logarithms of scores (`logScores`) do as well
 * @param truth - the number of the true label of each sample
 * @returns a temperature from 0.05 to 20; a bound where the likelihood still grows there, as when every sample is right
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const temperature = fitTopLabelTemperature(logScores(scores), truth, 7);
 * ```
 */
export function fitTopLabelTemperature(logits: Float32Array, truth: ArrayLike<number>, classes: number): number {
  checkLogits('The temperature cannot be fitted', logits, truth, classes);
  const tops = argmax(logits, classes);
  const lossAt = (logarithm: number): number => topLabelLoss(logits, truth, tops, Math.exp(-logarithm));

  // With more than two classes the loss need not be convex, so the whole range is gone over first.
  const [first, last] = [Math.log(TEMPERATURE_BOUNDS.lowest), Math.log(TEMPERATURE_BOUNDS.highest)];
  const grid = Array.from({ length: STEPS + 1 }, (_, step) => first + ((last - first) * step) / STEPS);
  const losses = grid.map(lossAt);
  const best = losses.indexOf(Math.min(...losses));
  return Math.exp(searchGoldenSection(lossAt, grid[Math.max(0, best - 1)]!, grid[Math.min(STEPS, best + 1)]!));
}

/** The mean negative log-likelihood of whether the label on top is the true one, in nats. */
function topLabelLoss(logits: Float32Array, truth: ArrayLike<number>, tops: Uint8Array, inverse: number): number {
  const classes = logits.length / tops.length;
  let loss = 0;
  for (let sample = 0; sample < tops.length; sample++) {
    const start = sample * classes;
    const top = tops[sample]!;
    let next = -Infinity;
    for (let index = 0; index < classes; index++) {
      if (index !== top) next = Math.max(next, logits[start + index]!);
    }
    // Measured from the highest, or for "wrong" from the second, so that what stands in a logarithm is 1 or more.
    let others = 0;
    for (let index = 0; index < classes; index++) {
      if (index !== top) others += Math.exp(inverse * (logits[start + index]! - next));
    }
    const behind = inverse * (next - logits[start + top]!);
    const all = Math.log1p(others * Math.exp(behind));
    loss += truth[sample] === top ? all : all - behind - Math.log(others);
  }
  return loss / tops.length;
}

/** The place between two others where a function that falls and then rises is lowest. */
function searchGoldenSection(valueAt: (place: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [valueAt(left), valueAt(right)];
  while (high - low > 1e-7) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = valueAt(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = valueAt(right);
    }
  }
  return (low + high) / 2;
}
