import type * as tf from '@tensorflow/tfjs';
import { composedInputGradient } from './composedInputGradient';
import { computeConvolution } from './computeConvolution';
import { openSimdKernels } from './SimdKernels';
import { convolveTiled, suitsTiles } from './tiledConvolution';
import { withWorkspace } from './withWorkspace';
import { addressOf, viewFloats, type WasmBackend } from './WasmBackend';

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
