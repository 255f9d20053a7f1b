import * as tf from '@tensorflow/tfjs';
import type { AdamAttributes } from '../updateAdam';
import type { SimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend } from '../../tfjs/WasmBackend';

/** The updated weight, mean and variance. */
export function adamUpdate(
  backend: WasmBackend,
  kernels: SimdKernels,
  { weight, gradient, mean, variance }: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.TensorInfo>>,
  { beta1, beta2, rate, epsilon, coupled, decoupled }: AdamAttributes,
): tf.TensorInfo[] {
  const results = [weight, mean, variance].map(({ shape }) => backend.makeOutput(shape, 'float32'));
  const [newWeight, newMean, newVariance] = results.map((result) => addressOf(backend, result));
  kernels.updateAdam(
    addressOf(backend, weight),
    addressOf(backend, gradient),
    addressOf(backend, mean),
    addressOf(backend, variance),
    tf.util.sizeFromShape(weight.shape),
    beta1,
    beta2,
    rate,
    epsilon,
    coupled,
    decoupled,
    newWeight!,
    newMean!,
    newVariance!,
  );
  return results;
}
