import type * as tf from '@tensorflow/tfjs';
import { openSimdKernels } from './SimdKernels';
import { addressOf, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import { computeConvolution, isPointwise, resolvePadding } from './convolutionShape';
import { composedFilterGradient, composedInputGradient } from './convolutionWithoutSimd';
import { convolveTiled, convolveTiledBackward, suitsTiles } from './winograd';

/** Fewest rows of a pointwise convolution for which packing its filter, which XNNPACK keeps between calls, is repaid. */
const FEWEST_PIXELS = 256;

/**
 * The convolution itself, plain or fused with a bias and a relu: by tiles where they suit, as a matrix product where it is
 * pointwise, and else by the stock kernel.
 */
export function conv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo; readonly bias?: tf.TensorInfo },
  attributes: tf.FusedConv2DAttrs,
): tf.TensorInfo {
  const { x, filter, bias } = inputs;
  const kernels = openSimdKernels(backend);
  const relu = (attributes.activation as string | undefined) === 'relu';
  const plain = relu || ((attributes.activation as string | undefined) ?? 'linear') === 'linear';
  if (
    kernels !== null &&
    plain &&
    attributes.dataFormat === 'NHWC' &&
    (bias === undefined || bias.shape.length === 1)
  ) {
    const shape = computeConvolution(x.shape, filter.shape, attributes);
    const { batchSize: batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = shape;
    if (suitsTiles(shape)) {
      const y = backend.makeOutput(shape.outShape, 'float32');
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
      convolveTiled(backend, kernels, size, { x, filter, y, turned: false, relu, ...(bias && { bias }) });
      return y;
    }
    const pixels = batch * outHeight * outWidth;
    if (isPointwise(shape) && bias === undefined && !relu && pixels >= FEWEST_PIXELS) {
      const y = backend.makeOutput(shape.outShape, 'float32');
      withWorkspace(backend, inChannels * (outChannels + 7) * 4, (panels) => {
        kernels.packPanels(addressOf(backend, filter), outChannels * 4, 4, inChannels, outChannels, panels);
        kernels.multiplyRows(
          addressOf(backend, x),
          inChannels * 4,
          pixels,
          inChannels,
          panels,
          outChannels,
          addressOf(backend, y),
          outChannels * 4,
          false,
        );
      });
      return y;
    }
  }
  return callStock(backend, stock, inputs, resolvePadding(attributes, x, filter, false));
}

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

/** Gradient of a convolution by its input: by tiles where they suit, else row by row, else composed from XNNPACK. */
export function conv2DBackpropInput(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.Conv2DBackpropInputAttrs,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  if (kernels === null) return composedInputGradient(backend, inputs, attributes);
  const { dy, filter } = inputs;
  const shape = computeConvolution(attributes.inputShape, filter.shape, attributes);
  const { batchSize: batch, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels, padInfo } = shape;
  const { filterHeight, filterWidth } = shape;
  const dx = backend.makeOutput(attributes.inputShape, 'float32');
  if (suitsTiles(shape)) {
    const size = {
      batch,
      height: outHeight,
      width: outWidth,
      inputs: outChannels,
      outHeight: inHeight,
      outWidth: inWidth,
      outputs: inChannels,
      top: 2 - padInfo.top,
      left: 2 - padInfo.left,
    };
    convolveTiled(backend, kernels, size, { x: dy, filter, y: dx, turned: true });
    return dx;
  }
  const positions = filterHeight * filterWidth;
  const positionBytes = Math.ceil(inChannels / 8) * 8 * outChannels * 4;
  withWorkspace(backend, positions * positionBytes, (panels) => {
    for (let position = 0; position < positions; position++) {
      kernels.packPanels(
        addressOf(backend, filter) + position * inChannels * outChannels * 4,
        4,
        outChannels * 4,
        outChannels,
        inChannels,
        panels + position * positionBytes,
      );
    }
    viewFloats(backend, dx).fill(0);
    kernels.addInputGradient(
      addressOf(backend, dx),
      batch,
      inHeight,
      inWidth,
      inChannels,
      addressOf(backend, dy),
      outHeight,
      outWidth,
      outChannels,
      filterHeight,
      filterWidth,
      shape.strideHeight,
      shape.strideWidth,
      padInfo.top,
      padInfo.left,
      panels,
    );
  });
  return dx;
}
