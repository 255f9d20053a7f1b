import * as tf from '@tensorflow/tfjs';
import { addressOf, type WasmBackend } from './WasmBackend';

/**
 * Cuts a tensor apart. Along the first axis the parts lie one after the other; the stock kernel copies the whole tensor out of
 * the heap for each of them.
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
