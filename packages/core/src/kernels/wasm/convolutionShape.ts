import * as tf from '@tensorflow/tfjs';

/** The attributes that the convolution kernels and their gradients have in common. */
export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number;
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes, strides and padding of a convolution over NHWC tensors. */
export function computeConvolution(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise = false,
): tf.backend_util.Conv2DInfo {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error('The wasm backend convolves NHWC tensors only, and this convolution is NCHW.');
  }
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
  );
}

/** The sizes of a convolution or pooling, by the names that the SIMD kernels have for them. */
interface KernelSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Input channels. */
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Output channels. */
  readonly outputs: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Rows of zeros above the image. */
  readonly top: number;
  /** Columns of zeros to the left of the image. */
  readonly left: number;
}

/**
 * The sizes of a convolution or pooling as the SIMD kernels take them. Spread them last into the arguments of a call: V8 takes
 * microseconds to add properties after a spread.
 */
export const kernelSizes = (shape: tf.backend_util.Conv2DInfo): KernelSizes => ({
  batch: shape.batchSize,
  height: shape.inHeight,
  width: shape.inWidth,
  inputs: shape.inChannels,
  outHeight: shape.outHeight,
  outWidth: shape.outWidth,
  outputs: shape.outChannels,
  filterHeight: shape.filterHeight,
  filterWidth: shape.filterWidth,
  strideHeight: shape.strideHeight,
  strideWidth: shape.strideWidth,
  dilationHeight: shape.dilationHeight,
  dilationWidth: shape.dilationWidth,
  top: shape.padInfo.top,
  left: shape.padInfo.left,
});

/** True for a 1x1 convolution without stride and padding, which is a matrix product. */
export function isPointwise(shape: tf.backend_util.Conv2DInfo): boolean {
  return (
    shape.filterHeight === 1 &&
    shape.filterWidth === 1 &&
    shape.strideHeight === 1 &&
    shape.strideWidth === 1 &&
    shape.outHeight === shape.inHeight &&
    shape.outWidth === shape.inWidth &&
    shape.padInfo.top === 0 &&
    shape.padInfo.left === 0
  );
}

/**
 * The attributes with 'same' padding as numbers. The stock kernel passes 'same' on to XNNPACK, which silently returns zeros where the
 * stride is larger than the filter.
 */
export function resolvePadding<Attributes extends ConvolutionAttributes>(
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
