import * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import { computeConvolution, type ConvolutionAttributes, kernelSizes, resolvePadding } from './convolutionShape';
import { openSimdKernels } from './openSimdKernels';

/** Depthwise convolution, plain or fused, by the stock kernel, whose 'same' padding has to be resolved to numbers. */
export function depthwiseConv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: ConvolutionAttributes,
): tf.TensorInfo {
  return callStock(backend, stock, inputs, resolvePadding(attributes, inputs.x, inputs.filter, true));
}

/** Filter gradient of a depthwise convolution. With a channel multiplier, which networks hardly use, by plain loops. */
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
  kernels.addDepthwiseFilterGradient({
    channels: shape.inChannels,
    x: addressOf(backend, x),
    dy: addressOf(backend, dy),
    gradient: addressOf(backend, gradient),
    ...kernelSizes(shape),
  });
  return gradient;
}

/** Input gradient of a depthwise convolution. With a channel multiplier, which networks hardly use, by plain loops. */
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
    kernels.gatherDepthwise({
      channels: shape.inChannels,
      dx: addressOf(backend, dx),
      dy: addressOf(backend, dy),
      filter: addressOf(backend, filter),
      taps,
      ...kernelSizes(shape),
    });
  });
  return dx;
}

/**
 * Filter gradient of a depthwise convolution by plain loops, for any channel multiplier and engines without the SIMD kernels. The sums
 * run over every pixel of the batch, so they are kept in double precision.
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
 * Input gradient of a depthwise convolution by plain loops, for any channel multiplier and engines without the SIMD kernels. Unlike the
 * gradients of other convolutions, it is no matrix product, so XNNPACK cannot compute it.
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

/** Visits each triple of input pixel, filter position and output pixel. An index times the number of channels is an offset. */
function forEachTap(
  shape: tf.backend_util.Conv2DInfo,
  visit: (inputPixel: number, filterPosition: number, outputPixel: number) => void,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = shape;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
        const inRow = outRow * shape.strideHeight + filterRow * shape.dilationHeight - padInfo.top;
        if (inRow < 0 || inRow >= inHeight) continue;
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          for (let filterColumn = 0; filterColumn < filterWidth; filterColumn++) {
            const inColumn = outColumn * shape.strideWidth + filterColumn * shape.dilationWidth - padInfo.left;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            visit(
              (image * inHeight + inRow) * inWidth + inColumn,
              filterRow * filterWidth + filterColumn,
              (image * outHeight + outRow) * outWidth + outColumn,
            );
          }
        }
      }
    }
  }
}
