import type * as tf from '@tensorflow/tfjs';
import { isPerChannel, type ChannelStatistics } from '../ChannelStatistics';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import { normalizeChannels } from './normalizeChannels';
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
  const kernels = openSimdKernels(backend);
  if (kernels === null || !isPerChannel(inputs) || inputs.mean.shape[0] === 0) {
    return callStock(backend, stock, inputs, attributes);
  }
  return normalizeChannels(backend, kernels, inputs, attributes.varianceEpsilon);
}
