import * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, type WasmBackend } from '../../tfjs/WasmBackend';
import { shareData } from '../../tfjs/kernels';

/**
 * A clone, or a cast to the type that the tensor already has: one more reference to the same data. The stock kernels copy, and tfjs
 * clones and casts in every step.
 */
export function identity(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  // tfjs clones a tensor without attributes.
  attributes: { readonly dtype?: tf.DataType } = {},
): tf.TensorInfo {
  const { x } = inputs;
  const sameType = attributes.dtype === undefined || attributes.dtype === x.dtype;
  if (!sameType || x.dtype === 'string') return callStock(backend, stock, inputs, attributes);
  return shareData(backend, x);
}

/**
 * Splits a tensor. Along the first axis the parts are consecutive in memory; the stock kernel copies the whole tensor out of the heap
 * for each part.
 */
export function splitV(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  attributes: { readonly numOrSizeSplits: number | number[]; readonly axis: number },
): tf.TensorInfo | tf.TensorInfo[] {
  const { x } = inputs;
  const { numOrSizeSplits, axis } = attributes;
  if (x.dtype === 'string' || tf.util.parseAxisParam(axis, x.shape)[0] !== 0) {
    return stock.kernelFunc({ inputs: { x }, attrs: { numOrSizeSplits, axis }, backend });
  }
  const rowBytes = tf.util.bytesPerElement(x.dtype) * tf.util.sizeFromShape(x.shape.slice(1));
  let from = addressOf(backend, x);
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, 0).map((rows) => {
    const part = backend.makeOutput([rows, ...x.shape.slice(1)], x.dtype);
    const bytes = rows * rowBytes;
    if (bytes > 0) backend.wasm.HEAPU8.copyWithin(addressOf(backend, part), from, from + bytes);
    from += bytes;
    return part;
  });
}
