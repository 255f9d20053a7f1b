import type * as tf from '@tensorflow/tfjs';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import { normalizeChannels, type ChannelStatistics } from './normalizeChannels';
import type { WasmBackend } from './WasmBackend';

/**
 * Batch norm by the statistics of each channel, as one multiplication and two additions a number. The stock kernel takes
 * the root and divides for each number anew.
 */
export function fusedBatchNorm(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: ChannelStatistics,
  attributes: { readonly varianceEpsilon: number },
): tf.TensorInfo {
  const { x, mean, variance, scale, offset } = inputs;
  const kernels = openSimdKernels(backend);
  const channels = x.shape.at(-1) ?? 0;
  const statistics = [mean, variance, scale, offset].filter((tensor) => tensor !== undefined);
  const perChannel = statistics.every((tensor) => tensor.shape.length === 1 && tensor.shape[0] === channels);
  if (kernels === null || !perChannel || x.dtype !== 'float32' || channels === 0) {
    return callStock(backend, stock, inputs, attributes);
  }
  return normalizeChannels(backend, kernels, inputs, attributes.varianceEpsilon);
}
