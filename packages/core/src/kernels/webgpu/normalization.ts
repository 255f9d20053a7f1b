import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import type { WebgpuBackend } from '../../tfjs/WebgpuBackend';
import { type Formula, mapNumbers } from './mapNumbers';
import { channelMoments, gradientSums } from './sums';

interface Attributes {
  readonly epsilon: number;
}

const normalized: Formula = {
  name: 'normalized',
  code: '(x - mean) * inverseSqrt(variance + epsilon) * gamma + beta',
  inputs: ['x', 'mean', 'variance', 'gamma', 'beta'],
  parameters: ['epsilon'],
};

/**
 * Gradient of the images: includes the gradients through the batch's mean and variance. `sum` is the sum of `dy` for each
 * channel, `product` that of `dy * (x - mean)`, `share` is 1 / rows.
 */
const imageGradient: Formula = {
  name: 'imageGradient',
  code:
    'gamma * inverseSqrt(variance + epsilon) * ' +
    '(dy - share * sum - (x - mean) * share * product / (variance + epsilon))',
  inputs: ['x', 'dy', 'mean', 'variance', 'gamma', 'sum', 'product'],
  parameters: ['epsilon', 'share'],
};

const gammaGradient: Formula = {
  name: 'gammaGradient',
  code: 'product * inverseSqrt(variance + epsilon)',
  inputs: ['product', 'variance'],
  parameters: ['epsilon'],
};

/** Batch normalization in training. @returns the output, mean, variance, and both again as reserves for the gradient */
export function normalizeBatchForward(
  backend: WebgpuBackend,
  { images, gamma, beta }: Readonly<Record<'images' | 'gamma' | 'beta', tf.TensorInfo>>,
  { epsilon }: Attributes,
): tf.TensorInfo[] {
  const x = asRows(images);
  const { mean, variance } = channelMoments(backend, x);
  const result = mapNumbers(backend, normalized, [x, mean, variance, gamma, beta], [epsilon], x.shape);
  return [{ ...result, shape: images.shape }, mean, variance, shareData(backend, mean), shareData(backend, variance)];
}

/** Gradient of batch normalization. @returns the gradients of images, gamma and beta */
export function normalizeBatchGradient(
  backend: WebgpuBackend,
  inputs: Readonly<Record<'dy' | 'images' | 'gamma' | 'reserve0' | 'reserve1', tf.TensorInfo>>,
  { epsilon }: Attributes,
): tf.TensorInfo[] {
  const { images, gamma, reserve0: mean, reserve1: variance } = inputs;
  const [x, dy] = [asRows(images), asRows(inputs.dy)];
  const [rows, channels] = x.shape;
  const { sum, product } = gradientSums(backend, { x, mean, dy });
  const operands = [x, dy, mean, variance, gamma, sum, product];
  const ofImages = mapNumbers(backend, imageGradient, operands, [epsilon, 1 / rows], x.shape);
  const ofGamma = mapNumbers(backend, gammaGradient, [product, variance], [epsilon], [1, channels]);
  backend.disposeData(product.dataId);
  return [{ ...ofImages, shape: images.shape }, { ...ofGamma, shape: [channels] }, sum];
}

/** Flattens all axes but the channels: [rows, channels]. */
function asRows({ shape, ...tensor }: tf.TensorInfo): tf.TensorInfo & { readonly shape: [number, number] } {
  const channels = shape.at(-1)!;
  return { ...tensor, shape: [tf.util.sizeFromShape(shape) / channels, channels] };
}
