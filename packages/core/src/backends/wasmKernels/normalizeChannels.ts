import * as tf from '@tensorflow/tfjs';
import type { ChannelStatistics } from '../ChannelStatistics';
import type { SimdKernels } from './SimdKernels';
import { withWorkspace } from './withWorkspace';
import { addressOf, viewFloats, viewHeap, type WasmBackend } from './WasmBackend';

/** Normalises each channel by given statistics: one multiplication and two additions a number. */
export function normalizeChannels(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x, mean, variance, scale, offset }: ChannelStatistics,
  epsilon: number,
): tf.TensorInfo {
  const channels = mean.shape[0]!;
  const result = backend.makeOutput(x.shape, 'float32');
  withWorkspace(backend, channels * 4, (address) => {
    const factors = viewHeap(backend, address, channels);
    const variances = viewFloats(backend, variance);
    const scales = scale && viewFloats(backend, scale);
    for (let channel = 0; channel < channels; channel++) {
      factors[channel] = (scales?.[channel] ?? 1) / Math.sqrt(variances[channel]! + epsilon);
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
