import type { GrayImage } from './GrayImage';
import { resamplingWeights } from './resamplingWeights';

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
