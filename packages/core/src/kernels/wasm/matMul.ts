import * as tf from '@tensorflow/tfjs';
import { openSimdKernels } from './openSimdKernels';
import { addressOf, callKernel, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';

/**
 * A batch of matrix products. Packing transposes a transposed second factor; with a transposed first factor, the product is a sum of
 * outer products, which reads it in place. {@link transposedMatMul} covers the other cases: both factors transposed, and batches
 * that broadcast along several axes.
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
  const broadcastsWholeBatch = (batchA === batch || batchA === 1) && (batchB === batch || batchB === 1);
  const floats = a.dtype === 'float32' && b.dtype === 'float32';
  if (kernels === null || !broadcastsWholeBatch || !floats || (transposeA && transposeB)) {
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
        kernels.addOuterProducts({
          a: startA,
          aStride: rows * 4,
          b: startB,
          bStride: columns * 4,
          inner,
          rows,
          columns,
          c: start,
          cStride: columns * 4,
        });
        continue;
      }
      if (index === 0 || batchB !== 1) {
        const strides = transposeB
          ? { rowStride: 4, columnStride: inner * 4 }
          : { rowStride: columns * 4, columnStride: 4 };
        kernels.packPanels({ b: startB, inner, columns, panels, ...strides });
      }
      kernels.multiplyRows({
        a: startA,
        aStride: inner * 4,
        rows,
        inner,
        panels,
        columns,
        c: start,
        cStride: columns * 4,
        accumulate: false,
      });
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
 * A matrix product by the stock kernel, after its factors have been transposed. The stock kernels give plain products to XNNPACK, but
 * compute transposed ones, which the gradients of dense layers need, by scalar loops that are some sixty times slower.
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
