import type { GrayImage } from './GrayImage';

/**
 * Resizes an image without keeping its proportions: along an axis that shrinks a pixel becomes the mean of the area that
 * it covers, along one that grows it is interpolated linearly between pixel centres. The order of the sums is fixed and
 * all of it is plain double arithmetic, rounded once at the end (halves up), so the result is the same to the bit
 * wherever it runs. An image that has the size already is returned as it is.
 */
export function resizeGray(image: GrayImage, width: number, height: number): GrayImage {
  if (image.width === width && image.height === height) return image;
  const columns = resamplingWeights(image.width, width);
  const rows = resamplingWeights(image.height, height);

  const narrow = new Float64Array(image.height * width);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = columns[x]!;
      const start = y * image.width + first;
      let sum = 0;
      for (let index = 0; index < weights.length; index++) sum += weights[index]! * image.pixels[start + index]!;
      narrow[y * width + x] = sum;
    }
  }

  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const { first, weights } = rows[y]!;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let index = 0; index < weights.length; index++)
        sum += weights[index]! * narrow[(first + index) * width + x]!;
      pixels[y * width + x] = Math.floor(sum + 0.5);
    }
  }
  return { pixels, width, height };
}

/** How each position of an axis is mixed from the old positions: `weights[k]` of position `first + k`. */
export interface Tap {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The share of each old position that the new one covers. */
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

/** The two old positions around the centre of the new one. */
function linearTap(position: number, from: number, to: number): Tap {
  const centre = Math.min(from - 1, Math.max(0, ((position + 0.5) * from) / to - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const share = centre - first;
  return { first, weights: from === 1 ? Float64Array.of(1) : Float64Array.of(1 - share, share) };
}

/** The taps that bring an axis from one length to another: averaging when it shrinks, linear when it grows. */
export function resamplingWeights(from: number, to: number): readonly Tap[] {
  const tap = to < from ? areaTap : linearTap;
  return Array.from({ length: to }, (_, position) => tap(position, from, to));
}
