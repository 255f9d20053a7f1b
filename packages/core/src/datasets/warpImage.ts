import type { GrayImage, ModelImage } from '../images/GrayImage';
import { changeChannels } from './degrade/changeChannels';

/** An affine map from target to source: target pixel (x, y) shows source point (x0 + x xx + y xy, y0 + x yx + y yy). */
export interface Affine {
  readonly x0: number;
  readonly y0: number;
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** How an image moves: mirrored first, then scaled and rotated about its centre, then shifted. */
export interface Movement {
  readonly mirrored: boolean;
  /** Clockwise, in degrees. */
  readonly rotate: number;
  /** Factor of its size. */
  readonly zoom: number;
  /** In pixels. */
  readonly right: number;
  /** In pixels. */
  readonly down: number;
}

/**
 * Moves an image, all its channels alike, in one resampling by {@link warpImage}; an image that does not move is copied.
 * @param target - receives the image, in the source's size
 * @param fill - as in {@link warpImage}
 */
export function moveImage(
  source: ModelImage,
  target: Uint8Array,
  { mirrored, rotate, zoom, right, down }: Movement,
  fill: 'edge' | number,
): void {
  const angle = (rotate * Math.PI) / 180;
  if (!mirrored && right === 0 && down === 0 && angle === 0 && zoom === 1) {
    target.set(source.pixels);
    return;
  }
  const cosine = Math.cos(angle) / zoom;
  const sine = Math.sin(angle) / zoom;
  const direction = mirrored ? -1 : 1;
  const centerX = (source.width - 1) / 2;
  const centerY = (source.height - 1) / 2;
  const fromX = -centerX - right;
  const fromY = -centerY - down;
  // The inverse of the movement.
  const map = {
    x0: centerX + direction * (cosine * fromX + sine * fromY),
    y0: centerY - sine * fromX + cosine * fromY,
    xx: direction * cosine,
    xy: direction * sine,
    yx: -sine,
    yy: cosine,
  };
  if (source.channels !== 3) {
    warpImage(source, target, map, fill);
    return;
  }
  const { width, height } = source;
  target.set(source.pixels);
  changeChannels(target, 3, (pixels) => warpImage({ pixels, width, height }, pixels, map, fill));
}

// Positions are fixed-point with 16 fractional bits: faster than floats, and the rounding hides last-bit differences of
// Math.sin and Math.cos between engines, so that every platform gives the same pixels.
const ONE = 65536;

/** Catmull-Rom weights of four adjacent pixels, in 1/1024, for 256 positions between the middle two. */
const weights = catmullRom();

/** Width of the margin: each point has four neighbours, and a point beyond the margin sees only margin pixels. */
const MARGIN = 4;

/** The source with its margin. Reused, because every sample of every batch needs one. */
let padded = new Uint8Array(0);

/**
 * Resamples an image under an affine map by Catmull-Rom cubic interpolation (R. Keys 1981, "Cubic Convolution Interpolation
 * for Digital Image Processing").
 *
 * Bilinear interpolation would be faster, but it blurs, and a network trained on blurred images is less accurate on sharp
 * ones; docs/networks.md has the measurement.
 * @param target - receives the image, in the source's size
 * @param fill - source points outside the image: its nearest edge pixel, or a grey value from 0 to 255
 */
export function warpImage(source: GrayImage, target: Uint8Array, map: Affine, fill: 'edge' | number): void {
  const { width, height } = source;
  const stepX = Math.round(map.xx * ONE);
  const stepY = Math.round(map.yx * ONE);
  const stride = width + 2 * MARGIN;
  pad(source, fill);
  const pixels = padded;
  const fits = fitsFixedPoint(map, width, height);
  let at = 0;

  for (let y = 0; y < height; y++) {
    const startX = Math.round((map.x0 + y * map.xy) * ONE);
    const startY = Math.round((map.y0 + y * map.yy) * ONE);
    // A strong reduction of a large image shows points that 32 bits do not hold. They are far outside, where all points look alike.
    for (let from = 0; !fits && from < width; from++) {
      const farX = clamp(startX + from * stepX, -MARGIN * ONE, (width + MARGIN) * ONE);
      const farY = clamp(startY + from * stepY, -MARGIN * ONE, (height + MARGIN) * ONE);
      target[at++] = samplePixel(pixels, stride, farX | 0, farY | 0, width, height);
    }
    let fromX = startX | 0;
    let fromY = startY | 0;
    for (let x = 0; fits && x < width; x++) {
      target[at++] = samplePixel(pixels, stride, fromX, fromY, width, height);
      fromX = (fromX + stepX) | 0;
      fromY = (fromY + stepY) | 0;
    }
  }
}

/** True if the source points of all corners, and so of all pixels, fit into 32 bits. */
function fitsFixedPoint({ x0, y0, xx, xy, yx, yy }: Affine, width: number, height: number): boolean {
  const most = Math.max(
    Math.abs(x0) + width * Math.abs(xx) + height * Math.abs(xy),
    Math.abs(y0) + width * Math.abs(yx) + height * Math.abs(yy),
  );
  return most < 0x7fff;
}

/** The pixel at a point of the padded source, in fixed-point numbers. */
function samplePixel(
  pixels: Uint8Array,
  stride: number,
  fromX: number,
  fromY: number,
  width: number,
  height: number,
): number {
  const left = clamp(fromX >> 16, 1 - MARGIN, width + MARGIN - 3);
  const top = clamp(fromY >> 16, 1 - MARGIN, height + MARGIN - 3);
  // The upper 8 of the 16 fractional bits select four consecutive weights.
  const column = (fromX >> 6) & 1020;
  const row = (fromY >> 6) & 1020;
  const w0 = weights[column]!;
  const w1 = weights[column + 1]!;
  const w2 = weights[column + 2]!;
  const w3 = weights[column + 3]!;
  const line0 = (Math.imul(top + MARGIN - 1, stride) + left + MARGIN - 1) | 0;
  const line1 = (line0 + stride) | 0;
  const line2 = (line1 + stride) | 0;
  const line3 = (line2 + stride) | 0;
  const sum =
    (Math.imul(weighFour(pixels, line0, w0, w1, w2, w3), weights[row]!) +
      Math.imul(weighFour(pixels, line1, w0, w1, w2, w3), weights[row + 1]!) +
      Math.imul(weighFour(pixels, line2, w0, w1, w2, w3), weights[row + 2]!) +
      Math.imul(weighFour(pixels, line3, w0, w1, w2, w3), weights[row + 3]!)) |
    0;
  // Weights of both axes are in 1/1024, hence 20 bits. The cubic overshoots at steep edges, hence the clamp.
  return clamp((sum + (1 << 19)) >> 20, 0, 255);
}

function weighFour(pixels: Uint8Array, from: number, w0: number, w1: number, w2: number, w3: number): number {
  return (
    (Math.imul(pixels[from]!, w0) +
      Math.imul(pixels[from + 1]!, w1) +
      Math.imul(pixels[from + 2]!, w2) +
      Math.imul(pixels[from + 3]!, w3)) |
    0
  );
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Copies the source into the middle of `padded`, and fills the margin. */
function pad({ pixels, width, height }: GrayImage, fill: 'edge' | number): void {
  const stride = width + 2 * MARGIN;
  const size = stride * (height + 2 * MARGIN);
  if (padded.length < size) padded = new Uint8Array(size);
  if (fill !== 'edge') padded.fill(fill, 0, size);
  const first = fill === 'edge' ? -MARGIN : 0;
  const last = fill === 'edge' ? height + MARGIN : height;
  for (let y = first; y < last; y++) {
    const from = clamp(y, 0, height - 1) * width;
    const to = (y + MARGIN) * stride;
    // Pixel by pixel: a subarray per row of each image would be most of an epoch's garbage.
    for (let x = 0; x < width; x++) padded[to + MARGIN + x] = pixels[from + x]!;
    if (fill !== 'edge') continue;
    padded.fill(pixels[from]!, to, to + MARGIN);
    padded.fill(pixels[from + width - 1]!, to + MARGIN + width, to + stride);
  }
}

/** Four weights per position; the outer two are negative, which keeps edges sharp. */
function catmullRom(): Int16Array {
  const table = new Int16Array(256 * 4);
  for (let position = 0; position < 256; position++) {
    const t = position / 256;
    const before = Math.round(1024 * (-0.5 * t + t * t - 0.5 * t * t * t));
    const left = Math.round(1024 * (1 - 2.5 * t * t + 1.5 * t * t * t));
    const after = Math.round(1024 * (-0.5 * t * t + 0.5 * t * t * t));
    // The remainder, so that the four sum to 1024 and a uniform grey stays the same.
    table.set([before, left, 1024 - before - left - after, after], position * 4);
  }
  return table;
}
