import { mapChannels } from './channels';
import type { GrayImage, ModelImage } from './GrayImage';

/**
 * Resizes an image, without keeping its aspect ratio. An axis that shrinks is averaged over the area of each new pixel; an axis
 * that grows is interpolated linearly between pixel centres. The sums are doubles in a fixed order, rounded once at the end
 * (halves up), so the result is bit-identical on every platform. An image of the requested size is returned unchanged.
 */
export function resizeGray(image: GrayImage, width: number, height: number): GrayImage {
  if (image.width === width && image.height === height) return image;
  const columns = resamplingWeights(image.width, width);
  const rows = resamplingWeights(image.height, height);
  const pixels = new Uint8Array(width * height);
  resampleInto(image.pixels, image.width, pixels, columns, rows, new Float64Array(image.height * width));
  return { pixels, width, height };
}

/** Resizes an image as {@link resizeGray} does, each channel by itself. */
export function resizeImage<Image extends ModelImage>(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image;
  return mapChannels(image, (plane) => resizeGray(plane, width, height));
}

/**
 * Resamples as {@link resizeGray} does, without allocations.
 * @param source - rows of `sourceWidth` pixels
 * @param target - receives rows of as many pixels as there are columns
 * @param columns - the taps of each new column
 * @param rows - the taps of each new row
 * @param narrow - overwritten; at least old height x new width
 */
export function resampleInto(
  source: Uint8Array | Uint8ClampedArray,
  sourceWidth: number,
  target: Uint8Array,
  columns: readonly Tap[],
  rows: readonly Tap[],
  narrow: Float64Array,
): void {
  const width = columns.length;
  const { first: lastFirst, weights: lastWeights } = rows.at(-1)!;
  const sourceHeight = lastFirst + lastWeights.length;
  for (let y = 0; y < sourceHeight; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = columns[x]!;
      const start = y * sourceWidth + first;
      let sum = 0;
      for (let index = 0; index < weights.length; index++) sum += weights[index]! * source[start + index]!;
      narrow[y * width + x] = sum;
    }
  }
  for (let y = 0; y < rows.length; y++) {
    const { first, weights } = rows[y]!;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let index = 0; index < weights.length; index++)
        sum += weights[index]! * narrow[(first + index) * width + x]!;
      target[y * width + x] = Math.floor(sum + 0.5);
    }
  }
}

/** Resampling weights of one new position: `weights[k]` for the old position `first + k`. */
export interface Tap {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Weights by area: the fraction of the new position that each old one covers. */
function areaTap(position: number, from: number, to: number): Tap {
  const scale = from / to;
  const start = position * scale;
  const end = Math.min(from, start + scale);
  const first = Math.floor(start);
  const weights = new Float64Array(Math.ceil(end) - first);
  for (let index = 0; index < weights.length; index++) {
    const covered = Math.min(end, first + index + 1) - Math.max(start, first + index);
    weights[index] = covered / (end - start);
  }
  return { first, weights };
}

/** Weights by linear interpolation between the two old positions around the new centre. */
function linearTap(position: number, from: number, to: number): Tap {
  const centre = Math.min(from - 1, Math.max(0, ((position + 0.5) * from) / to - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const fraction = centre - first;
  return { first, weights: from === 1 ? Float64Array.of(1) : Float64Array.of(1 - fraction, fraction) };
}

/** The taps of an axis: area averaging if it shrinks, linear interpolation if it grows. */
export function resamplingWeights(from: number, to: number): readonly Tap[] {
  const tap = to < from ? areaTap : linearTap;
  return Array.from({ length: to }, (_, position) => tap(position, from, to));
}
