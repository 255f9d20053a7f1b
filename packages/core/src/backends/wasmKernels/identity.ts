import type * as tf from '@tensorflow/tfjs';
import { shareData } from '../shareData';
import { callStock } from './callStock';
import type { WasmBackend } from './WasmBackend';

/**
 * A clone, or a cast to the type that the tensor has already: one more reference to the same data, as reshape does it. The
 * stock kernels copy, and tfjs clones and casts on every step what it has in hand.
 */
export function identity(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  // The engine's clone passes none.
  attributes: { readonly dtype?: tf.DataType } = {},
): tf.TensorInfo {
  const { x } = inputs;
  const sameType = attributes.dtype === undefined || attributes.dtype === x.dtype;
  if (!sameType || x.dtype === 'string') return callStock(backend, stock, inputs, attributes);
  return shareData(backend, x);
}
