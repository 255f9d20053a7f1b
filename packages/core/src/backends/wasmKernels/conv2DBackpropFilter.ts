import type * as tf from '@tensorflow/tfjs';
import { composedFilterGradient } from './composedFilterGradient';
import { computeConvolution } from './computeConvolution';
import { isPointwise } from './isPointwise';
import { openSimdKernels } from './SimdKernels';
import { convolveTiledBackward, suitsTiles } from './tiledConvolution';
import { addressOf, viewFloats, type WasmBackend } from './WasmBackend';

/** Gradient of a convolution by its filter: by tiles where they suit, else row by row, else composed from XNNPACK. */
export function conv2DBackpropFilter(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: tf.Conv2DBackpropFilterAttrs,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  if (kernels === null) return composedFilterGradient(backend, inputs, attributes);
  const { x, dy } = inputs;
  const shape = computeConvolution(x.shape, attributes.filterShape, attributes);
  const { batchSize: batch, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels, padInfo } = shape;
  const gradient = backend.makeOutput(attributes.filterShape, 'float32');
  if (suitsTiles(shape)) {
    const size = {
      batch,
      height: inHeight,
      width: inWidth,
      inputs: inChannels,
      outHeight,
      outWidth,
      outputs: outChannels,
      top: padInfo.top,
      left: padInfo.left,
    };
    convolveTiledBackward(backend, kernels, size, { x, dy, gradient });
    return gradient;
  }
  viewFloats(backend, gradient).fill(0);
  // A pointwise convolution treats the whole batch as one row.
  const [rows, columns] = isPointwise(shape) ? [1, batch * outHeight * outWidth] : [outHeight, outWidth];
  kernels.addFilterGradient(
    addressOf(backend, x),
    isPointwise(shape) ? 1 : batch,
    isPointwise(shape) ? 1 : inHeight,
    isPointwise(shape) ? columns : inWidth,
    inChannels,
    addressOf(backend, dy),
    rows,
    columns,
    outChannels,
    shape.filterHeight,
    shape.filterWidth,
    shape.strideHeight,
    shape.strideWidth,
    padInfo.top,
    padInfo.left,
    addressOf(backend, gradient),
  );
  return gradient;
}
