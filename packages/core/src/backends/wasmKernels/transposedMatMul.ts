import type * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel';
import { callStock } from './callStock';
import type { WasmBackend } from './WasmBackend';

/** The attributes that both matrix products have in common. */
export interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * A matrix product whose transposed factors are turned first. The stock kernels hand plain products to XNNPACK and do
 * transposed ones, which every dense layer's gradient needs, by scalar loops some sixty times slower.
 *
 * @param product - the stock kernel, BatchMatMul or _FusedMatMul
 */
export function transposedMatMul(
  backend: WasmBackend,
  product: tf.KernelConfig,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: MatMulAttributes,
): tf.TensorInfo {
  const a = attributes.transposeA ? swapLastAxes(backend, inputs.a!) : inputs.a!;
  const b = attributes.transposeB ? swapLastAxes(backend, inputs.b!) : inputs.b!;
  const result = callStock(
    backend,
    product,
    { ...inputs, a, b },
    { ...attributes, transposeA: false, transposeB: false },
  );
  if (attributes.transposeA) backend.disposeData(a.dataId);
  if (attributes.transposeB) backend.disposeData(b.dataId);
  return result;
}

function swapLastAxes(backend: WasmBackend, matrix: tf.TensorInfo): tf.TensorInfo {
  const axes = matrix.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  const perm = [...axes.slice(0, -2), last, last - 1];
  return callKernel(backend, 'Transpose', { x: matrix }, { perm });
}
