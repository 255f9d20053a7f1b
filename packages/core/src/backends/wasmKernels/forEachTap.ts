import type * as tf from '@tensorflow/tfjs';

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
