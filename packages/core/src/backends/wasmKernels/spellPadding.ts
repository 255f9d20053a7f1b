import type * as tf from '@tensorflow/tfjs';
import { computeConvolution, type ConvolutionAttributes } from './computeConvolution';

/**
 * The attributes with 'same' padding spelled out in numbers. Left to itself the stock kernel hands 'same' on to XNNPACK, which
 * fails silently, with a result of zeros, where the stride is larger than the filter.
 */
export function spellPadding<Attributes extends ConvolutionAttributes>(
  attributes: Attributes,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  depthwise: boolean,
): Attributes {
  if (attributes.pad !== 'same' || attributes.dataFormat === 'NCHW') return attributes;
  const { top, bottom, left, right } = computeConvolution(x.shape, filter.shape, attributes, depthwise).padInfo;
  return {
    ...attributes,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}
