import { defaultsOf, number, type OptionTable, resolveOptions, withDefault } from '../options';
import { checkLogits } from './logLoss';
import { type ObjectiveAtPoint, minimizeConvex } from './minimizeConvex';

/** An affine map of logits: `matrix` times the logits, plus `bias`. */
export interface MatrixScaling {
  /** Labels x labels, row by row; row k gives the new logit of label k. A constant added to all old logits changes nothing. */
  readonly matrix: Float64Array;
  /** One number per label. */
  readonly bias: Float64Array;
}

/** Options of {@link fitMatrixScaling}. */
export interface MatrixScalingOptions {
  /**
   * Weight of the penalty, above 0. The penalty is the squared distance of the map from the nearest multiple of the identity,
   * which would be a temperature. With fewer samples, choose a larger weight.
   * @default 0.003
   */
  readonly regularization?: number;
}

export const matrixScalingTable: OptionTable<MatrixScalingOptions, 'regularization'> = {
  regularization: withDefault(0.003, number({ above: 0 })),
};

/** The defaults of {@link MatrixScalingOptions}. */
export const matrixScalingDefaults: Required<MatrixScalingOptions> = /* @__PURE__ */ defaultsOf(matrixScalingTable);

/**
 * Fits the affine map of the logits that calibrates a model: the softmax of the mapped logits has the lowest negative
 * log-likelihood plus penalty. Unlike a temperature it can make the scores of one label more confident and those of another
 * less. Matrix scaling: Guo et al. 2017, https://arxiv.org/abs/1706.04599, with the off-diagonal and intercept
 * regularization of Kull et al. 2019, https://arxiv.org/abs/1910.12656. Fit it on samples that the model was not trained
 * on, some hundreds per label.
 * @param logits - samples x labels, row by row; logarithms of scores ({@link logScores}) serve as well
 * @param truth - the number of each sample's true label
 * @param labelCount - number of labels
 * @throws OPTION_INVALID if logits are not finite or do not match the true labels, or the regularization is not above 0
 *
 * @example
 * ```ts
 * const { matrix, bias } = fitMatrixScaling(logits, truth, 7);
 * ```
 */
export function fitMatrixScaling(
  logits: Float32Array,
  truth: ArrayLike<number>,
  labelCount: number,
  options: MatrixScalingOptions = {},
): MatrixScaling {
  const { regularization } = resolveOptions(options, matrixScalingTable);
  checkLogits(logits, truth, labelCount);
  const centred = centre(logits, labelCount);
  const start = new Float64Array(labelCount * (labelCount + 1));
  for (let index = 0; index < labelCount; index++) start[index * (labelCount + 1) + index] = 1;
  const fitted = minimizeConvex((map) => evaluateAt(map, centred, truth, labelCount, regularization), start);
  return withCentring(fitted, labelCount);
}

/** Subtracts each sample's mean logit: softmax ignores a constant added to all logits, and so must the map. */
function centre(logits: Float32Array, labelCount: number): Float64Array {
  const centred = Float64Array.from(logits);
  for (let start = 0; start < centred.length; start += labelCount) {
    const sample = centred.subarray(start, start + labelCount);
    const mean = sample.reduce((sum, logit) => sum + logit, 0) / labelCount;
    sample.forEach((logit, index) => (sample[index] = logit - mean));
  }
  return centred;
}

/**
 * Value, gradient and Hessian products of the penalized negative log-likelihood.
 * @param map - labels x (labels + 1), row by row: the factors of the logits and the bias
 */
function evaluateAt(
  map: Float64Array,
  logits: Float64Array,
  truth: ArrayLike<number>,
  labelCount: number,
  regularization: number,
): ObjectiveAtPoint {
  const samples = truth.length;
  const scores = applyMap(map, logits, labelCount);
  let value = 0;
  for (let sample = 0; sample < samples; sample++) {
    const row = scores.subarray(sample * labelCount, (sample + 1) * labelCount);
    const highest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const mapped = row[truth[sample]!]! - highest;
    let sum = 0;
    for (let index = 0; index < labelCount; index++) sum += row[index] = Math.exp(row[index]! - highest);
    for (let index = 0; index < labelCount; index++) row[index]! /= sum;
    value += (Math.log(sum) - mapped) / samples;
  }
  const deviation = deviationFromIdentity(map, labelCount);
  for (const entry of deviation) value += regularization * entry * entry;

  const gradient = deviation.map((entry) => 2 * regularization * entry);
  addProducts(gradient, logits, labelCount, (sample, index) => {
    return (scores[sample * labelCount + index]! - (truth[sample] === index ? 1 : 0)) / samples;
  });
  const hessianProduct = (direction: Float64Array): Float64Array => {
    const product = deviationFromIdentity(direction, labelCount).map((entry) => 2 * regularization * entry);
    const mappedDirection = applyMap(direction, logits, labelCount);
    const means = new Float64Array(samples);
    for (let at = 0; at < mappedDirection.length; at++)
      means[Math.floor(at / labelCount)]! += scores[at]! * mappedDirection[at]!;
    addProducts(product, logits, labelCount, (sample, index) => {
      const at = sample * labelCount + index;
      return (scores[at]! * (mappedDirection[at]! - means[sample]!)) / samples;
    });
    return product;
  };
  return { value, gradient, hessianProduct };
}

/** Maps the logits of each sample. */
function applyMap(map: Float64Array, logits: Float64Array, labelCount: number): Float64Array {
  const width = labelCount + 1;
  const mapped = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += labelCount) {
    for (let row = 0; row < labelCount; row++) {
      let sum = map[row * width + labelCount]!;
      for (let column = 0; column < labelCount; column++) sum += map[row * width + column]! * logits[start + column]!;
      mapped[start + row] = sum;
    }
  }
  return mapped;
}

/** Adds over all samples, for each label, `factorOf` times the sample's logits followed by 1 for the bias. */
function addProducts(
  sums: Float64Array,
  logits: Float64Array,
  labelCount: number,
  factorOf: (sample: number, index: number) => number,
): void {
  const width = labelCount + 1;
  for (let sample = 0; sample * labelCount < logits.length; sample++) {
    const start = sample * labelCount;
    for (let row = 0; row < labelCount; row++) {
      const factor = factorOf(sample, row);
      for (let column = 0; column < labelCount; column++)
        sums[row * width + column]! += factor * logits[start + column]!;
      sums[row * width + labelCount]! += factor;
    }
  }
}

/** The difference between a map and the nearest multiple of the identity, which is a temperature. */
function deviationFromIdentity(map: Float64Array, labelCount: number): Float64Array {
  const width = labelCount + 1;
  let mean = 0;
  for (let index = 0; index < labelCount; index++) mean += map[index * width + index]! / labelCount;
  const deviation = map.slice();
  for (let index = 0; index < labelCount; index++) deviation[index * width + index]! -= mean;
  return deviation;
}

/** Composes the map with the centring, so that it applies to raw logits. */
function withCentring(map: Float64Array, labelCount: number): MatrixScaling {
  const width = labelCount + 1;
  const matrix = new Float64Array(labelCount * labelCount);
  const bias = new Float64Array(labelCount);
  for (let row = 0; row < labelCount; row++) {
    const factors = map.subarray(row * width, row * width + labelCount);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / labelCount;
    factors.forEach((factor, column) => (matrix[row * labelCount + column] = factor - mean));
    bias[row] = map[row * width + labelCount]!;
  }
  return { matrix, bias };
}

/**
 * Scores after matrix scaling: the softmax of the mapped logits.
 * @param logits - samples x labels, row by row
 */
export function scaleByMatrix(logits: Float32Array, { matrix, bias }: MatrixScaling): Float32Array {
  const labelCount = bias.length;
  const scores = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += labelCount) {
    const mapped = bias.map((offset, row) => {
      let sum = offset;
      for (let column = 0; column < labelCount; column++) {
        sum += matrix[row * labelCount + column]! * logits[start + column]!;
      }
      return sum;
    });
    const highest = Math.max(...mapped);
    const powers = mapped.map((logit) => Math.exp(logit - highest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    powers.forEach((power, label) => (scores[start + label] = power / total));
  }
  return scores;
}
