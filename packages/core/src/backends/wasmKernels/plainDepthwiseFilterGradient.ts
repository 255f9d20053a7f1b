import * as tf from '@tensorflow/tfjs';
import { computeConvolution } from './computeConvolution';
import { forEachTap } from './forEachTap';
import { viewFloats, type WasmBackend } from './WasmBackend';

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
