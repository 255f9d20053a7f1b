import { exponential } from './portableMath';

// Reused, because a blurred image in each batch would leave garbage.
let line = new Int32Array(0);
let narrow = new Int32Array(0);

/**
 * Blurs an image by a Gaussian, cut at three standard deviations; pixels from outside are the nearest edge pixel.
 * @param pixels - width x height, changed in place
 * @param sigma - standard deviation in pixels, at least 0; 0 changes nothing
 */
export function blurPixels(pixels: Uint8Array, width: number, height: number, sigma: number): void {
  const radius = Math.ceil(3 * sigma);
  if (radius === 0) return;
  const weights = gaussianWeights(sigma, radius);
  if (line.length < width + 2 * radius) line = new Int32Array(width + 2 * radius);
  if (narrow.length < width * height) narrow = new Int32Array(width * height);
  // Local names, because engines read a module's variables anew in each round of a loop.
  const [padded, halfway] = [line, narrow];
  const middle = weights[0]!;

  // Along the rows; 8 fractional bits stay.
  for (let y = 0; y < height; y++) {
    const start = y * width;
    padded.fill(pixels[start]!, 0, radius);
    for (let x = 0; x < width; x++) padded[radius + x] = pixels[start + x]!;
    padded.fill(pixels[start + width - 1]!, radius + width, width + 2 * radius);
    for (let x = 0; x < width; x++) {
      const at = radius + x;
      let sum = (Math.imul(middle, padded[at]!) + 32) | 0;
      for (let away = 1; away <= radius; away++) {
        sum = (sum + Math.imul(weights[away]!, (padded[at - away]! + padded[at + away]!) | 0)) | 0;
      }
      halfway[start + x] = sum >> 6;
    }
  }
  // Along the columns.
  const last = (height - 1) * width;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      let sum = (Math.imul(middle, halfway[start + x]!) + (1 << 21)) | 0;
      for (let away = 1, above = start, below = start; away <= radius; away++) {
        above = above >= width ? above - width : 0;
        below = below < last ? below + width : last;
        sum = (sum + Math.imul(weights[away]!, (halfway[above + x]! + halfway[below + x]!) | 0)) | 0;
      }
      pixels[start + x] = sum >> 22;
    }
  }
}

/** Weights by distance from the centre, in 1/16384; those of both sides sum to 1. */
function gaussianWeights(sigma: number, radius: number): Int32Array {
  const weights = new Int32Array(radius + 1);
  const heights = Array.from({ length: radius + 1 }, (_, away) => exponential((-away * away) / (2 * sigma * sigma)));
  const sum = heights.reduce((total, height, away) => total + (away === 0 ? height : 2 * height), 0);
  let rest = 16384;
  for (let away = 1; away <= radius; away++) {
    weights[away] = Math.round((16384 * heights[away]!) / sum);
    rest -= 2 * weights[away]!;
  }
  weights[0] = rest;
  return weights;
}
