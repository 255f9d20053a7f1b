import type * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './WasmBackend';

/** Hands a call on to the kernel that ours has replaced. */
export function callStock(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
  attributes: object,
): tf.TensorInfo {
  const result = stock.kernelFunc({
    inputs,
    attrs: attributes as tf.NamedAttrMap,
    backend,
  });
  return Array.isArray(result) ? result[0]! : result;
}
