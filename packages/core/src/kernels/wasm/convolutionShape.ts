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
    throw new Error('The wasm backend convolves NHWC tensors only, and the convolution asked for is NCHW.');
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

/** Whether a convolution is a plain matrix product: 1x1, no stride, no padding. */
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
 * The attributes with 'same' padding spelled out in numbers. Left to itself the stock kernel hands 'same' on to XNNPACK, which
 * fails silently, with a result of zeros, where the stride is larger than the filter.
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

/** Calls back with each pair of pixels that a convolution's filter position joins: offsets of pixels, channels left out. */
export function forEachTap(
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
