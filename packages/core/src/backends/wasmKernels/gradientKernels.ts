import type * as tf from '@tensorflow/tfjs';
import type { SimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend } from './WasmBackend';
import type { Middle } from './sumMiddle';

/** The names of the kernels that only our own gradients call. */
export const gradientKernelNames = {
  gate: 'FerkitGateGradient',
  spread: 'FerkitSpreadMiddle',
  normSums: 'FerkitNormGradientSums',
} as const;

/** dy where low < x and x <= high, else zero. */
export function gateGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x }: { readonly dy: tf.TensorInfo; readonly x: tf.TensorInfo },
  { low, high }: { readonly low: number; readonly high: number },
): tf.TensorInfo {
  const dx = backend.makeOutput(x.shape, 'float32');
  const size = x.shape.reduce((product, length) => product * length, 1);
  kernels.gateGradient(addressOf(backend, dy), addressOf(backend, x), size, low, high, addressOf(backend, dx));
  return dx;
}

/** x repeated over its middle axis and scaled, in the given shape. */
export function spreadMiddle(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x }: { readonly x: tf.TensorInfo },
  attributes: Middle & { readonly shape: number[]; readonly scale: number },
): tf.TensorInfo {
  const spread = backend.makeOutput(attributes.shape, 'float32');
  const { outer, middle, inner, scale } = attributes;
  kernels.spreadMiddle(addressOf(backend, x), outer, middle, inner, scale, addressOf(backend, spread));
  return spread;
}
