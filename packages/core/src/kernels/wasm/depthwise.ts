import * as tf from '@tensorflow/tfjs';
import { openSimdKernels } from './SimdKernels';
import { addressOf, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import { computeConvolution, type ConvolutionAttributes, forEachTap, resolvePadding } from './convolutionShape';

/** The stock depthwise convolution, plain or fused, which is fast but needs its padding spelled out. */
export function depthwiseConv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: ConvolutionAttributes,
): tf.TensorInfo {
  return callStock(backend, stock, inputs, resolvePadding(attributes, inputs.x, inputs.filter, true));
}

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

/**
 * Gradient of a depthwise convolution by its filter, by plain loops over the heap as for the input. The sums run over
 * every pixel of the batch, so they are kept in double precision.
 */
export function plainDepthwiseFilterGradient(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): tf.TensorInfo {
  const shape = computeConvolution(inputs.x.shape, attributes.filterShape, attributes, true);
  const gradient = backend.makeOutput(attributes.filterShape, 'float32');
  const sums = new Float64Array(tf.util.sizeFromShape(attributes.filterShape));
  const x = viewFloats(backend, inputs.x);
  const dy = viewFloats(backend, inputs.dy);
  const { inChannels, outChannels } = shape;
  const multiplier = outChannels / inChannels;
  forEachTap(shape, (inputPixel, filterPosition, outputPixel) => {
    const input = inputPixel * inChannels;
    const to = filterPosition * outChannels;
    const from = outputPixel * outChannels;
    for (let channel = 0; channel < outChannels; channel++) {
      const value = multiplier === 1 ? x[input + channel]! : x[input + Math.floor(channel / multiplier)]!;
      sums[to + channel] = sums[to + channel]! + value * dy[from + channel]!;
    }
  });
  viewFloats(backend, gradient).set(sums);
  return gradient;
}

/**
 * Gradient of a depthwise convolution by its input. There is no matrix product in it to hand to XNNPACK: each filter
 * position scales and adds, channel by channel, so plain loops over the heap do it. Any channel multiplier.
 */
export function plainDepthwiseInputGradient(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.DepthwiseConv2dNativeBackpropInputAttrs,
): tf.TensorInfo {
  const shape = computeConvolution(attributes.inputShape, inputs.filter.shape, attributes, true);
  const dx = backend.makeOutput(shape.inShape, 'float32');
  const target = viewFloats(backend, dx).fill(0);
  const dy = viewFloats(backend, inputs.dy);
  const filter = viewFloats(backend, inputs.filter);
  const { inChannels, outChannels } = shape;
  const multiplier = outChannels / inChannels;
  forEachTap(shape, (inputPixel, filterPosition, outputPixel) => {
    const to = inputPixel * inChannels;
    const weight = filterPosition * outChannels;
    const from = outputPixel * outChannels;
    for (let channel = 0; channel < outChannels; channel++) {
      const spot = multiplier === 1 ? to + channel : to + Math.floor(channel / multiplier);
      target[spot] = target[spot]! + dy[from + channel]! * filter[weight + channel]!;
    }
  });
  return dx;
}
