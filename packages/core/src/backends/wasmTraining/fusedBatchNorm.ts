import * as tf from '@tensorflow/tfjs';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import { withWorkspace } from './withWorkspace';
import { addressOf, viewFloats, type WasmBackend } from './WasmBackend';

/**
 * Batch norm by the statistics of each channel, as one multiplication and two additions a number. The stock kernel takes
 * the root and divides for each number anew.
 */
export function fusedBatchNorm(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: {
    readonly x: tf.TensorInfo;
    readonly mean: tf.TensorInfo;
    readonly variance: tf.TensorInfo;
    readonly scale?: tf.TensorInfo;
    readonly offset?: tf.TensorInfo;
  },
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
  const result = backend.makeOutput(x.shape, 'float32');
  withWorkspace(backend, channels * 4, (address) => {
    const factors = new Float32Array(backend.wasm.HEAPU8.buffer, address, channels);
    const variances = viewFloats(backend, variance);
    const scales = scale && viewFloats(backend, scale);
    for (let channel = 0; channel < channels; channel++) {
      factors[channel] = (scales?.[channel] ?? 1) / Math.sqrt(variances[channel]! + attributes.varianceEpsilon);
    }
    kernels.scaleMiddle(
      addressOf(backend, x),
      1,
      tf.util.sizeFromShape(x.shape) / channels,
      channels,
      addressOf(backend, mean),
      address,
      offset === undefined ? 0 : addressOf(backend, offset),
      addressOf(backend, result),
    );
  });
  return result;
}
