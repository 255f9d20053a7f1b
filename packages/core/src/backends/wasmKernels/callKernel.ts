import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './WasmBackend';

/**
 * Runs a kernel of tfjs-backend-wasm below the engine, so that neither the tape nor the tensor count sees it. The caller
 * owns the result and gives it back with `backend.disposeData`.
 */
export function callKernel(
  backend: WasmBackend,
  kernelName: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: Readonly<Record<string, unknown>> = {},
): tf.TensorInfo {
  const kernel = tf.getKernel(kernelName, 'wasm');
  const result = kernel.kernelFunc({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
  return result as tf.TensorInfo;
}
