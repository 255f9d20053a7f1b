import { resamplingWeights, type Tap } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';

/** The sides of what the detector is fed are multiples of this: its coarsest cells. */
const CELL = 32;

/** A picture as the detector is fed with it. */
export interface FittedPicture {
  /** height x width x 3 numbers in [-1, 1], row by row: R G B. */
  readonly input: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Where in it the picture begins; around the picture is mid-grey. */
  readonly left: number;
  readonly top: number;
  /** Pixels of the image to one of the picture. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Fits an image to a long side and centres it on mid-grey, so that each side is a multiple of 32: 640 x 480 becomes
 * 160 x 120 within 160 x 128. Shrinking averages over the covered area, without which small faces drown in noise.
 * @param image - opaque; alpha is not looked at
 * @param longSide - a multiple of 32
 */
export function fitPicture(image: RgbaImage, longSide: number): FittedPicture {
  const ratio = longSide / Math.max(image.width, image.height);
  const inner = {
    width: Math.max(1, Math.round(image.width * ratio)),
    height: Math.max(1, Math.round(image.height * ratio)),
  };
  const width = Math.ceil(inner.width / CELL) * CELL;
  const height = Math.ceil(inner.height / CELL) * CELL;
  const left = (width - inner.width) >> 1;
  const top = (height - inner.height) >> 1;

  const narrow = narrowRows(image, resamplingWeights(image.width, inner.width));
  // Zero is mid-grey.
  const input = new Float32Array(width * height * 3);
  const stride = inner.width * 3;
  resamplingWeights(image.height, inner.height).forEach(({ first, weights }, y) => {
    const start = ((top + y) * width + left) * 3;
    const target = input.subarray(start, start + stride).fill(-1);
    // Whole rows at a time, as they lie in memory.
    weights.forEach((weight, k) => {
      const row = narrow.subarray((first + k) * stride, (first + k + 1) * stride);
      const share = weight / 127.5;
      for (let x = 0; x < stride; x++) target[x]! += share * row[x]!;
    });
  });
  return { input, width, height, left, top, scaleX: image.width / inner.width, scaleY: image.height / inner.height };
}

/** Resamples each row: rows x taps x 3. */
function narrowRows({ pixels, width, height }: RgbaImage, taps: readonly Tap[]): Float32Array {
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

/** Lays transparent pixels over white, as a page shows them. An opaque image is returned as it is. */
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
