import { FerError } from '../errors';
import { checkLogits } from './logLoss';
import { type LocalShape, minimizeConvex } from './minimizeConvex';

/** A linear map of logits: `matrix` times the logits, plus `bias`. */
export interface MatrixScaling {
  /** Classes x classes, row by row. Its rows give the new logits, and a constant added to all old ones changes nothing. */
  readonly matrix: Float64Array;
  readonly bias: Float64Array;
}

/** Options of {@link fitMatrixScaling}. */
export interface MatrixScalingOptions {
  /**
   * How strongly the map is held to be a mere temperature: the factor of the sum of the squares of all that sets it apart from
   * a multiple of the identity. The smaller the set of samples, the more it should be.
   * @default 0.003
   */
  readonly regularization: number;
}

/** The defaults of {@link MatrixScalingOptions}. */
export const matrixScalingDefaults: MatrixScalingOptions = { regularization: 0.003 };

/**
 * Finds the linear map of the logits that calibrates a model: the softmax of what it gives has the least negative
 * log-likelihood, up to a regularisation. It can mend what a temperature cannot, as where a model is too sure of one label and
 * not sure enough of another. Matrix scaling of Guo et al. 2017, arXiv:1706.04599, with the off-diagonal and intercept
 * regularisation of Kull et al. 2019, arXiv:1910.12656. Fit it on samples that the model was not trained on, some hundreds
 * a class.
 * @param logits - samples x classes; the logarithms of scores (`logScores`) do as well
 * @param truth - the number of the true label of each sample
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const { matrix, bias } = fitMatrixScaling(logits, truth, 7);
 * ```
 */
export function fitMatrixScaling(
  logits: Float32Array,
  truth: ArrayLike<number>,
  classes: number,
  options: Partial<MatrixScalingOptions> = {},
): MatrixScaling {
  const { regularization } = { ...matrixScalingDefaults, ...options };
  const failed = 'The map of the logits cannot be fitted';
  checkLogits(failed, logits, truth, classes);
  if (!(regularization > 0 && regularization < Infinity)) {
    const expected = 'a number above 0';
    throw new FerError('OPTION_INVALID', { option: 'regularization', failed, expected, received: `${regularization}` });
  }
  const centred = centre(logits, classes);
  const start = new Float64Array(classes * (classes + 1));
  for (let index = 0; index < classes; index++) start[index * (classes + 1) + index] = 1;
  const fitted = minimizeConvex((map) => shapeAt(map, centred, truth, classes, regularization), start);
  return withCentring(fitted, classes);
}

/** A softmax does not see what all logits have in common, so that the map must not either. */
function centre(logits: Float32Array, classes: number): Float64Array {
  const centred = Float64Array.from(logits);
  for (let start = 0; start < centred.length; start += classes) {
    const sample = centred.subarray(start, start + classes);
    const mean = sample.reduce((sum, logit) => sum + logit, 0) / classes;
    sample.forEach((logit, index) => (sample[index] = logit - mean));
  }
  return centred;
}

/**
 * The negative log-likelihood and its regularisation by the map.
 * @param map - classes x (classes + 1), row by row: the factors of the logits and the bias
 */
function shapeAt(
  map: Float64Array,
  logits: Float64Array,
  truth: ArrayLike<number>,
  classes: number,
  regularization: number,
): LocalShape {
  const samples = truth.length;
  const scores = applyMap(map, logits, classes);
  let value = 0;
  for (let sample = 0; sample < samples; sample++) {
    const row = scores.subarray(sample * classes, (sample + 1) * classes);
    const highest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const mapped = row[truth[sample]!]! - highest;
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += row[index] = Math.exp(row[index]! - highest);
    for (let index = 0; index < classes; index++) row[index]! /= sum;
    value += (Math.log(sum) - mapped) / samples;
  }
  const apart = fromTemperature(map, classes);
  for (const distance of apart) value += regularization * distance * distance;

  const gradient = apart.map((distance) => 2 * regularization * distance);
  addProducts(gradient, logits, classes, (sample, index) => {
    return (scores[sample * classes + index]! - (truth[sample] === index ? 1 : 0)) / samples;
  });
  const curve = (direction: Float64Array): Float64Array => {
    const product = fromTemperature(direction, classes).map((distance) => 2 * regularization * distance);
    const moved = applyMap(direction, logits, classes);
    const means = new Float64Array(samples);
    for (let at = 0; at < moved.length; at++) means[Math.floor(at / classes)]! += scores[at]! * moved[at]!;
    addProducts(product, logits, classes, (sample, index) => {
      const at = sample * classes + index;
      return (scores[at]! * (moved[at]! - means[sample]!)) / samples;
    });
    return product;
  };
  return { value, gradient, curve };
}

/** What a map gives for each sample. */
function applyMap(map: Float64Array, logits: Float64Array, classes: number): Float64Array {
  const width = classes + 1;
  const mapped = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    for (let row = 0; row < classes; row++) {
      let sum = map[row * width + classes]!;
      for (let column = 0; column < classes; column++) sum += map[row * width + column]! * logits[start + column]!;
      mapped[start + row] = sum;
    }
  }
  return mapped;
}

/** Adds, over all samples, a factor of each class times the logits of the sample and the 1 of the bias. */
function addProducts(
  sums: Float64Array,
  logits: Float64Array,
  classes: number,
  factorOf: (sample: number, index: number) => number,
): void {
  const width = classes + 1;
  for (let sample = 0; sample * classes < logits.length; sample++) {
    const start = sample * classes;
    for (let row = 0; row < classes; row++) {
      const factor = factorOf(sample, row);
      for (let column = 0; column < classes; column++) sums[row * width + column]! += factor * logits[start + column]!;
      sums[row * width + classes]! += factor;
    }
  }
}

/** What sets a map apart from the multiple of the identity that is nearest to it. */
function fromTemperature(map: Float64Array, classes: number): Float64Array {
  const width = classes + 1;
  let mean = 0;
  for (let index = 0; index < classes; index++) mean += map[index * width + index]! / classes;
  const apart = map.slice();
  for (let index = 0; index < classes; index++) apart[index * width + index]! -= mean;
  return apart;
}

/** Puts the centring of the logits into the map, so that it does for logits as they are. */
function withCentring(map: Float64Array, classes: number): MatrixScaling {
  const width = classes + 1;
  const matrix = new Float64Array(classes * classes);
  const bias = new Float64Array(classes);
  for (let row = 0; row < classes; row++) {
    const factors = map.subarray(row * width, row * width + classes);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / classes;
    factors.forEach((factor, column) => (matrix[row * classes + column] = factor - mean));
    bias[row] = map[row * width + classes]!;
  }
  return { matrix, bias };
}
