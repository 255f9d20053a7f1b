import { resamplingWeights, type Tap } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';

/** Width and height of the network's input are multiples of its largest stride. */
const STRIDE = 32;

/** An image as the network's input: resized and padded. */
export interface DetectorInput {
  /** height x width x 3 numbers in [-1, 1], row by row: R G B. */
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Width of the padding on the left and height of the padding on top, in pixels of the input. */
  readonly left: number;
  readonly top: number;
  /** Pixels of the image per pixel of the input. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Resizes an image to a longer side and pads it with mid-grey so that width and height are multiples of 32: 640 x 480
 * becomes 160 x 120 within 160 x 128. Shrinking averages over the covered area, because aliasing would hide small faces.
 * @param image - opaque; alpha is ignored
 * @param longSide - a multiple of 32
 */
export function fitToDetector(image: RgbaImage, longSide: number): DetectorInput {
  const ratio = longSide / Math.max(image.width, image.height);
  const inner = {
    width: Math.max(1, Math.round(image.width * ratio)),
    height: Math.max(1, Math.round(image.height * ratio)),
  };
  const width = Math.ceil(inner.width / STRIDE) * STRIDE;
  const height = Math.ceil(inner.height / STRIDE) * STRIDE;
  const left = (width - inner.width) >> 1;
  const top = (height - inner.height) >> 1;

  const narrow = resampleRows(image, resamplingWeights(image.width, inner.width));
  // Zero is mid-grey.
  const pixels = new Float32Array(width * height * 3);
  const rowLength = inner.width * 3;
  resamplingWeights(image.height, inner.height).forEach(({ first, weights }, y) => {
    const start = ((top + y) * width + left) * 3;
    // Starts at -1, so that pixels from 0 to 255 become numbers from -1 to 1.
    const target = pixels.subarray(start, start + rowLength).fill(-1);
    // Whole rows are added, because they are contiguous in memory.
    weights.forEach((weight, k) => {
      const row = narrow.subarray((first + k) * rowLength, (first + k + 1) * rowLength);
      const scaled = weight / 127.5;
      for (let x = 0; x < rowLength; x++) target[x]! += scaled * row[x]!;
    });
  });
  return { pixels, width, height, left, top, scaleX: image.width / inner.width, scaleY: image.height / inner.height };
}

/** Resamples each row to as many pixels as there are taps. @returns height x taps x 3 */
function resampleRows({ pixels, width, height }: RgbaImage, taps: readonly Tap[]): Float32Array {
  const narrow = new Float32Array(height * taps.length * 3);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (const { first, weights } of taps) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = (y * width + first) * 4;
      for (let k = 0; k < weights.length; k++, at += 4) {
        const weight = weights[k]!;
        red += weight * pixels[at]!;
        green += weight * pixels[at + 1]!;
        blue += weight * pixels[at + 2]!;
      }
      narrow[target++] = red;
      narrow[target++] = green;
      narrow[target++] = blue;
    }
  }
  return narrow;
}

/** Composites transparent pixels over white, the background of a page. An opaque image is returned as it is. */
export function flattenOverWhite(image: RgbaImage): RgbaImage {
  const { pixels, width, height } = image;
  let first = 3;
  while (first < pixels.length && pixels[first] === 255) first += 4;
  if (first >= pixels.length) return image;
  const flat = new Uint8ClampedArray(pixels);
  for (let at = first - 3; at < flat.length; at += 4) {
    const alpha = flat[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      flat[channel] = (flat[channel]! * alpha) / 255 + (255 - alpha);
    }
    flat[at + 3] = 255;
  }
  return { pixels: flat, width, height };
}
