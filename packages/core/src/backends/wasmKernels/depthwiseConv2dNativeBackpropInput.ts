import type * as tf from '@tensorflow/tfjs';
import { computeConvolution } from './computeConvolution';
import { plainDepthwiseInputGradient } from './plainDepthwiseInputGradient';
import { openSimdKernels } from './SimdKernels';
import { withWorkspace } from './withWorkspace';
import { addressOf, type WasmBackend } from './WasmBackend';

/** Gradient of a depthwise convolution by its input; a channel multiplier, which nets hardly use, takes the plain loops. */
export function depthwiseConv2dNativeBackpropInput(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.DepthwiseConv2dNativeBackpropInputAttrs,
): tf.TensorInfo {
  const { dy, filter } = inputs;
  const kernels = openSimdKernels(backend);
  const shape = computeConvolution(attributes.inputShape, filter.shape, attributes, true);
  if (kernels === null || shape.outChannels !== shape.inChannels) {
    return plainDepthwiseInputGradient(backend, inputs, attributes);
  }
  const dx = backend.makeOutput(shape.inShape, 'float32');
  withWorkspace(backend, shape.filterHeight * shape.filterWidth * 8, (taps) => {
    kernels.gatherDepthwise(
      addressOf(backend, dx),
      shape.batchSize,
      shape.inHeight,
      shape.inWidth,
      shape.inChannels,
      addressOf(backend, dy),
      shape.outHeight,
      shape.outWidth,
      addressOf(backend, filter),
      shape.filterHeight,
      shape.filterWidth,
      shape.strideHeight,
      shape.strideWidth,
      shape.dilationHeight,
      shape.dilationWidth,
      shape.padInfo.top,
      shape.padInfo.left,
      taps,
    );
  });
  return dx;
}
