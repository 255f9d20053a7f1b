// Gradients of any convolution without im2col: for one output row and one filter position, the input pixels are evenly spaced,
// so matrix products read and update them in place.

import { addOuterProducts, multiplyRows } from './matrix';

/** The first output column whose input column, for this filter column, lies inside the image. */
@inline
function firstColumn(offset: i32, stride: i32): i32 {
  return offset >= 0 ? 0 : (stride - 1 - offset) / stride;
}

/** The end (exclusive) of the output columns whose input column, for this filter column, lies inside the image. */
@inline
function endColumn(offset: i32, stride: i32, width: i32, outWidth: i32): i32 {
  const reach = width - 1 - offset;
  return reach < 0 ? 0 : min(outWidth, reach / stride + 1);
}

/** Adds the filter gradient to gradient[filterHeight][filterWidth][inputs][outputs]; the caller clears it first. */
export function addFilterGradient(
  x: usize, batch: i32, height: i32, width: i32, inputs: i32, dy: usize, outHeight: i32, outWidth: i32, outputs: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, gradient: usize,
): void {
  const inPixel = <usize>inputs * 4, outPixel = <usize>outputs * 4;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let y = 0; y < filterHeight; y++) {
        const row = outRow * strideHeight + y - top;
        if (row < 0 || row >= height) continue;
        for (let column = 0; column < filterWidth; column++) {
          const offset = column - left;
          const first = firstColumn(offset, strideWidth);
          const count = endColumn(offset, strideWidth, width, outWidth) - first;
          if (count <= 0) continue;
          addOuterProducts(
            x + <usize>((image * height + row) * width + first * strideWidth + offset) * inPixel, <usize>strideWidth * inPixel,
            dy + <usize>((image * outHeight + outRow) * outWidth + first) * outPixel, outPixel, count, inputs, outputs,
            gradient + <usize>(y * filterWidth + column) * inPixel * <usize>outputs, outPixel,
          );
        }
      }
    }
  }
}

/**
 * Adds the input gradient to dx[batch][height][width][inputs]; the caller clears it first. `panels` holds the transposed filter
 * (outputs x inputs) of each filter position, packed by `packPanels`.
 */
export function addInputGradient(
  dx: usize, batch: i32, height: i32, width: i32, inputs: i32, dy: usize, outHeight: i32, outWidth: i32, outputs: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, panels: usize,
): void {
  const inPixel = <usize>inputs * 4, outPixel = <usize>outputs * 4;
  const position = <usize>((inputs + 7) / 8 * 8) * outPixel;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let y = 0; y < filterHeight; y++) {
        const row = outRow * strideHeight + y - top;
        if (row < 0 || row >= height) continue;
        for (let column = 0; column < filterWidth; column++) {
          const offset = column - left;
          const first = firstColumn(offset, strideWidth);
          const count = endColumn(offset, strideWidth, width, outWidth) - first;
          if (count <= 0) continue;
          multiplyRows(
            dy + <usize>((image * outHeight + outRow) * outWidth + first) * outPixel, outPixel, count, outputs,
            panels + <usize>(y * filterWidth + column) * position, inputs,
            dx + <usize>((image * height + row) * width + first * strideWidth + offset) * inPixel, <usize>strideWidth * inPixel, true,
          );
        }
      }
    }
  }
}
