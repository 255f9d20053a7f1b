import type * as tf from '@tensorflow/tfjs';
import { computeConvolution } from './computeConvolution';
import { forEachTap } from './forEachTap';
import { viewFloats, type WasmBackend } from './WasmBackend';

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
