import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import type { WebgpuBackend } from '../../tfjs/WebgpuBackend';
import { type Formula, mapNumbers } from './mapNumbers';
import { channelMoments, scaleGradients } from './sums';

interface Attributes {
  readonly epsilon: number;
}

const normalized: Formula = {
  name: 'normalized',
  code: '(x - mean) * inverseSqrt(variance + epsilon) * gamma + beta',
  inputs: ['x', 'mean', 'variance', 'gamma', 'beta'],
  parameters: ['epsilon'],
};

/** Gradient of the images: includes the gradients through the batch's mean and variance. `share` is 1 / rows. */
const imageGradient: Formula = {
  name: 'imageGradient',
  code:
    'gamma * inverseSqrt(variance + epsilon) * ' +
    '(dy - share * ofBeta - (x - mean) * share * ofGamma * inverseSqrt(variance + epsilon))',
  inputs: ['x', 'dy', 'mean', 'variance', 'gamma', 'ofBeta', 'ofGamma'],
  parameters: ['epsilon', 'share'],
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
  const { ofBeta, ofGamma } = scaleGradients(backend, { x, mean, variance, dy }, epsilon);
  const operands = [x, dy, mean, variance, gamma, ofBeta, ofGamma];
  const ofImages = mapNumbers(backend, imageGradient, operands, [epsilon, 1 / x.shape[0]], x.shape);
  return [{ ...ofImages, shape: images.shape }, ofGamma, ofBeta];
}

/** Flattens all axes but the channels: [rows, channels]. */
function asRows({ shape, ...tensor }: tf.TensorInfo): tf.TensorInfo & { readonly shape: [number, number] } {
  const channels = shape.at(-1)!;
  return { ...tensor, shape: [tf.util.sizeFromShape(shape) / channels, channels] };
}
