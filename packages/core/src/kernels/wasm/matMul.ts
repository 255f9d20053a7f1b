import * as tf from '@tensorflow/tfjs';
import { openSimdKernels } from './SimdKernels';
import { addressOf, callKernel, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';

/**
 * A batch of matrix products. A transposed second factor is turned while it is packed, which must be done anyway; a
 * transposed first factor is read as it lies by summing outer products. Only where both are transposed, or the batches
 * broadcast in more than one axis, is the work left to {@link transposedMatMul}.
 */
export function batchMatMul(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo },
  attributes: MatMulAttributes,
): tf.TensorInfo {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attributes;
  const kernels = openSimdKernels(backend);
  const batchA = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const batchB = tf.util.sizeFromShape(b.shape.slice(0, -2));
  const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = tf.util.sizeFromShape(outer);
  const simple = (batchA === batch || batchA === 1) && (batchB === batch || batchB === 1);
  const floats = a.dtype === 'float32' && b.dtype === 'float32';
  if (kernels === null || !simple || !floats || (transposeA && transposeB)) {
    return transposedMatMul(backend, stock, inputs, attributes);
  }
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const rows = transposeA ? columnsA : rowsA;
  const inner = transposeA ? rowsA : columnsA;
  const columns = transposeB ? rowsB : columnsB;
  if (inner !== (transposeB ? columnsB : rowsB)) return transposedMatMul(backend, stock, inputs, attributes);

  const product = backend.makeOutput([...outer, rows, columns], 'float32');
  if (transposeA) viewFloats(backend, product).fill(0);
  withWorkspace(backend, transposeA ? 4 : inner * (columns + 7) * 4, (panels) => {
    for (let index = 0; index < batch; index++) {
      const startA = addressOf(backend, a) + (batchA === 1 ? 0 : index * rows * inner * 4);
      const startB = addressOf(backend, b) + (batchB === 1 ? 0 : index * inner * columns * 4);
      const start = addressOf(backend, product) + index * rows * columns * 4;
      if (transposeA) {
        kernels.addOuterProducts(startA, rows * 4, startB, columns * 4, inner, rows, columns, start, columns * 4);
        continue;
      }
      if (index === 0 || batchB !== 1) {
        const [rowStride, columnStride] = transposeB ? [4, inner * 4] : [columns * 4, 4];
        kernels.packPanels(startB, rowStride, columnStride, inner, columns, panels);
      }
      kernels.multiplyRows(startA, inner * 4, rows, inner, panels, columns, start, columns * 4, false);
    }
  });
  return product;
}

/** The attributes that both matrix products have in common. */
interface MatMulAttributes {
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
