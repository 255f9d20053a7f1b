import type * as tf from '@tensorflow/tfjs';
import { computeConvolution } from './computeConvolution';
import { plainDepthwiseFilterGradient } from './plainDepthwiseFilterGradient';
import { openSimdKernels } from './SimdKernels';
import { addressOf, viewFloats, type WasmBackend } from './WasmBackend';

/** Gradient of a depthwise convolution by its filter; a channel multiplier, which nets hardly use, takes the plain loops. */
export function depthwiseConv2dNativeBackpropFilter(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): tf.TensorInfo {
  const { x, dy } = inputs;
  const kernels = openSimdKernels(backend);
  const shape = computeConvolution(x.shape, attributes.filterShape, attributes, true);
  if (kernels === null || shape.outChannels !== shape.inChannels) {
    return plainDepthwiseFilterGradient(backend, inputs, attributes);
  }
  const gradient = backend.makeOutput(attributes.filterShape, 'float32');
  viewFloats(backend, gradient).fill(0);
  kernels.addDepthwiseFilterGradient(
    addressOf(backend, x),
    shape.batchSize,
    shape.inHeight,
    shape.inWidth,
    shape.inChannels,
    addressOf(backend, dy),
    shape.outHeight,
    shape.outWidth,
    addressOf(backend, gradient),
    shape.filterHeight,
    shape.filterWidth,
    shape.strideHeight,
    shape.strideWidth,
    shape.dilationHeight,
    shape.dilationWidth,
    shape.padInfo.top,
    shape.padInfo.left,
  );
  return gradient;
}
