import type * as tf from '@tensorflow/tfjs';

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
