import * as tf from '@tensorflow/tfjs';
import type { SimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend } from './WasmBackend';

/** The sums over the batch of dy and of dy (x - mean), for each channel. */
export function normGradientSums(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, mean }: Readonly<Record<'dy' | 'x' | 'mean', tf.TensorInfo>>,
): [sums: tf.TensorInfo, products: tf.TensorInfo] {
  const channels = mean.shape[0]!;
  const sums = backend.makeOutput([channels], 'float32');
  const products = backend.makeOutput([channels], 'float32');
  kernels.sumNormGradients(
    addressOf(backend, dy),
    addressOf(backend, x),
    addressOf(backend, mean),
    tf.util.sizeFromShape(x.shape) / channels,
    channels,
    addressOf(backend, sums),
    addressOf(backend, products),
  );
  return [sums, products];
}
