import { exponential } from './portableMath';

// Reused, because a blurred image in each batch would leave garbage.
let line = new Uint8Array(0);
let sums = new Int32Array(0);
let narrow = new Uint16Array(0);

/**
 * Blurs an image by a Gaussian, cut at three standard deviations; pixels from outside are the nearest edge pixel.
 * @param pixels - width x height, changed in place
 * @param sigma - standard deviation in pixels, at least 0; 0 changes nothing
 */
export function blurPixels(pixels: Uint8Array, width: number, height: number, sigma: number): void {
  const radius = Math.ceil(3 * sigma);
  if (radius === 0) return;
  const weights = gaussianWeights(sigma, radius);
  if (line.length < width + 2 * radius) line = new Uint8Array(width + 2 * radius);
  if (sums.length < width) sums = new Int32Array(width);
  if (narrow.length < width * height) narrow = new Uint16Array(width * height);

  // Along the rows; 8 fractional bits stay.
  for (let y = 0; y < height; y++) {
    const start = y * width;
    line.fill(pixels[start]!, 0, radius);
    for (let x = 0; x < width; x++) line[radius + x] = pixels[start + x]!;
    line.fill(pixels[start + width - 1]!, radius + width, width + 2 * radius);
    for (let x = 0; x < width; x++) sums[x] = weights[0]! * line[radius + x]! + 32;
    for (let away = 1; away <= radius; away++) {
      const weight = weights[away]!;
      for (let x = 0, at = radius; x < width; x++, at++) sums[x]! += weight * (line[at - away]! + line[at + away]!);
    }
    for (let x = 0; x < width; x++) narrow[start + x] = sums[x]! >> 6;
  }
  // Along the columns, all of a row at once.
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) sums[x] = weights[0]! * narrow[start + x]! + (1 << 21);
    for (let away = 1; away <= radius; away++) {
      const weight = weights[away]!;
      const above = Math.max(0, y - away) * width;
      const below = Math.min(height - 1, y + away) * width;
      for (let x = 0; x < width; x++) sums[x]! += weight * (narrow[above + x]! + narrow[below + x]!);
    }
    for (let x = 0; x < width; x++) pixels[start + x] = sums[x]! >> 22;
  }
}

/** Weights by distance from the centre, in 1/16384; those of both sides sum to 1. */
function gaussianWeights(sigma: number, radius: number): Int32Array {
  const weights = new Int32Array(radius + 1);
  const heights = Array.from({ length: radius + 1 }, (_, away) =>
    exponential(Math.max(-700, (-away * away) / (2 * sigma * sigma))),
  );
  const sum = heights.reduce((total, height, away) => total + (away === 0 ? height : 2 * height), 0);
  let rest = 16384;
  for (let away = 1; away <= radius; away++) {
    weights[away] = Math.round((16384 * heights[away]!) / sum);
    rest -= 2 * weights[away]!;
  }
  weights[0] = rest;
  return weights;
}
