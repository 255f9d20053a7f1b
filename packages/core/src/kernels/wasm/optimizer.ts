import * as tf from '@tensorflow/tfjs';
import { addressOf, type WasmBackend } from '../../tfjs/WasmBackend';
import type { AdamAttributes } from '../updateAdam';
import type { SimdKernels } from './SimdKernels.generated';

/** The updated weight, mean and variance. */
export function adamUpdate(
  backend: WasmBackend,
  kernels: SimdKernels,
  { weight, gradient, mean, variance }: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.TensorInfo>>,
  attributes: AdamAttributes,
): tf.TensorInfo[] {
  const results = [weight, mean, variance].map(({ shape }) => backend.makeOutput(shape, 'float32')) as [
    newWeight: tf.TensorInfo,
    newMean: tf.TensorInfo,
    newVariance: tf.TensorInfo,
  ];
  kernels.updateAdam({
    weight: addressOf(backend, weight),
    gradient: addressOf(backend, gradient),
    mean: addressOf(backend, mean),
    variance: addressOf(backend, variance),
    size: tf.util.sizeFromShape(weight.shape),
    newWeight: addressOf(backend, results[0]),
    newMean: addressOf(backend, results[1]),
    newVariance: addressOf(backend, results[2]),
    // Last, as in `kernelSizes`.
    ...attributes,
  });
  return results;
}
