import { checkLogits } from './logLoss';
import { argmax } from './topKAccuracy';

/** Range of temperatures. Beyond it the scores are one-hot or uniform. */
const TEMPERATURE_BOUNDS = { lowest: 0.05, highest: 20 };

/** True if a fitted temperature is a bound of its range, up to the tolerance of the search: a better one lies beyond it. */
export const isAtBound = (temperature: number): boolean =>
  temperature <= TEMPERATURE_BOUNDS.lowest * 1.001 || temperature >= TEMPERATURE_BOUNDS.highest / 1.001;

/**
 * Fits the temperature that calibrates a model: the one for which `softmax(logits / temperature)` has the lowest negative
 * log-likelihood (Guo et al. 2017, https://arxiv.org/abs/1706.04599). Fit it on samples that the model was not trained on.
 * It is convex in the inverse temperature, so Newton's method within bounds finds its only minimum.
 * @param logits - samples x labels, row by row; logarithms of scores ({@link logScores}) serve as well
 * @param truth - the number of each sample's true label
 * @param labelCount - number of labels
 * @returns a temperature from 0.05 to 20; a bound if the likelihood still grows there, as when every sample is correct
 * @throws OPTION_INVALID if logits are not finite or do not match the true labels
 *
 * @example
 * ```ts
 * const temperature = fitTemperature(Float32Array.of(4, 0, 3, 0), [0, 1], 2);
 * ```
 */
export function fitTemperature(logits: Float32Array, truth: ArrayLike<number>, labelCount: number): number {
  checkLogits(logits, truth, labelCount);
  let low = 1 / TEMPERATURE_BOUNDS.highest;
  let high = 1 / TEMPERATURE_BOUNDS.lowest;
  let inverse = 1;
  for (let round = 0; round < 100; round++) {
    const { slope, curvature } = differentiate(logits, truth, labelCount, inverse);
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

/**
 * First and second derivative of the negative log-likelihood with respect to the inverse temperature: the means over the
 * samples of E[logit] - logit of the true label, and of Var[logit], under the softmax.
 */
function differentiate(
  logits: Float32Array,
  truth: ArrayLike<number>,
  labelCount: number,
  inverse: number,
): { readonly slope: number; readonly curvature: number } {
  let slope = 0;
  let curvature = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const start = sample * labelCount;
    let highest = -Infinity;
    for (let label = 0; label < labelCount; label++) highest = Math.max(highest, logits[start + label]!);
    let weights = 0;
    let first = 0;
    let second = 0;
    for (let label = 0; label < labelCount; label++) {
      // Relative to the highest logit, so that no exponential overflows.
      const logit = logits[start + label]! - highest;
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

/** Steps of the grid search; a golden-section search then refines between the neighbours of the best step. */
const STEPS = 64;

/**
 * Fits the temperature that calibrates the top label: only the highest score of `softmax(logits / temperature)` counts, by the
 * likelihood of "correct" and "wrong". People read this score, and the calibration error measures it; {@link fitTemperature}
 * also weighs the scores of the other labels. Top-label calibration: Gupta and Ramdas 2021,
 * https://arxiv.org/abs/2107.08353. Fit it on samples that the model was not trained on.
 * @param logits - samples x labels, row by row; logarithms of scores ({@link logScores}) serve as well
 * @param truth - the number of each sample's true label
 * @param labelCount - number of labels
 * @returns a temperature from 0.05 to 20; a bound if the likelihood still grows there, as when every sample is correct
 * @throws OPTION_INVALID if logits are not finite or do not match the true labels
 *
 * @example
 * ```ts
 * const temperature = fitTopLabelTemperature(logScores(scores), truth, 7);
 * ```
 */
export function fitTopLabelTemperature(logits: Float32Array, truth: ArrayLike<number>, labelCount: number): number {
  checkLogits(logits, truth, labelCount);
  const tops = argmax(logits, labelCount);
  const lossAt = (logarithm: number): number => topLabelLoss(logits, truth, tops, Math.exp(-logarithm));

  // With more than two labels the loss need not be convex, hence the grid search over the whole range.
  const [first, last] = [Math.log(TEMPERATURE_BOUNDS.lowest), Math.log(TEMPERATURE_BOUNDS.highest)];
  const grid = Array.from({ length: STEPS + 1 }, (_, step) => first + ((last - first) * step) / STEPS);
  const losses = grid.map(lossAt);
  const best = losses.indexOf(Math.min(...losses));
  return Math.exp(searchGoldenSection(lossAt, grid[Math.max(0, best - 1)]!, grid[Math.min(STEPS, best + 1)]!));
}

/** Mean binary negative log-likelihood of "the top label is the true one", in nats. */
function topLabelLoss(logits: Float32Array, truth: ArrayLike<number>, tops: Uint8Array, inverse: number): number {
  const labelCount = logits.length / tops.length;
  let loss = 0;
  for (let sample = 0; sample < tops.length; sample++) {
    const start = sample * labelCount;
    const top = tops[sample]!;
    let second = -Infinity;
    for (let label = 0; label < labelCount; label++) {
      if (label !== top) second = Math.max(second, logits[start + label]!);
    }
    // Relative to the highest logit, and for "wrong" to the second highest, so that the arguments of all logarithms are at least 1.
    let rest = 0;
    for (let label = 0; label < labelCount; label++) {
      if (label !== top) rest += Math.exp(inverse * (logits[start + label]! - second));
    }
    const behind = inverse * (second - logits[start + top]!);
    const all = Math.log1p(rest * Math.exp(behind));
    loss += truth[sample] === top ? all : all - behind - Math.log(rest);
  }
  return loss / tops.length;
}

/** Finds the minimum of a unimodal function between two points, to within 1e-7. */
function searchGoldenSection(valueAt: (point: number) => number, from: number, to: number): number {
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
