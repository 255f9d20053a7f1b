import { argmax } from './argmax';
import { checkLogits } from './checkLogits';
import { TEMPERATURE_BOUNDS } from './fitTemperature';

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
