import type { GrayImage } from '../images/GrayImage';

/** Where the pixels of a warped image come from: target pixel (x, y) shows source point (x0 + x xx + y xy, y0 + x yx + y yy). */
export interface Affine {
  readonly x0: number;
  readonly y0: number;
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

// Positions carry 16 bits behind the point. Whole numbers are quicker than floating-point ones, and they round away the
// last-bit differences that engines may have in Math.sin and Math.cos, so that each platform draws the same pixels.
const ONE = 65536;

/** How much each of four pixels in a row weighs, in 1/1024, for each of 256 places between the two in the middle. */
const weights = catmullRom();

/** As wide a margin lets each point see four pixels, and only what lies outside where it lies further out. */
const MARGIN = 4;

/** The source with its margin; kept, because each sample of each batch needs one. */
let framed = new Uint8Array(0);

/**
 * Resamples an image under an affine map, with the cubic of Catmull and Rom (R. Keys 1981, "Cubic Convolution Interpolation
 * for Digital Image Processing"). Points outside of the source show its edge, or the given grey.
 *
 * Linear weights would be quicker, but they blur: a network that is trained on nothing but blurred images is worse on
 * the sharp ones that it is asked about; docs/networks.md tells by how much.
 *
 * `target` has the source's size.
 */
export function warpImage(source: GrayImage, target: Uint8Array, map: Affine, fill: 'edge' | number): void {
  const { width, height } = source;
  const stepX = Math.round(map.xx * ONE);
  const stepY = Math.round(map.yx * ONE);
  const stride = width + 2 * MARGIN;
  frame(source, fill);
  const pixels = framed;
  let at = 0;

  for (let y = 0; y < height; y++) {
    let fromX = Math.round((map.x0 + y * map.xy) * ONE) | 0;
    let fromY = Math.round((map.y0 + y * map.yy) * ONE) | 0;
    for (let x = 0; x < width; x++) {
      const left = clamp(fromX >> 16, 1 - MARGIN, width + MARGIN - 3);
      const top = clamp(fromY >> 16, 1 - MARGIN, height + MARGIN - 3);
      // Of the 16 bits behind the point the first 8 are as fine as the pixels themselves; four weights stand in a row.
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
      // Both axes weigh in 1/1024; beside a steep edge the cubic goes beyond black and white.
      target[at++] = clamp((sum + (1 << 19)) >> 20, 0, 255);
      fromX = (fromX + stepX) | 0;
      fromY = (fromY + stepY) | 0;
    }
  }
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

/** Copies the source into the middle of `framed`, and what lies outside around it. */
function frame({ pixels, width, height }: GrayImage, fill: 'edge' | number): void {
  const stride = width + 2 * MARGIN;
  const size = stride * (height + 2 * MARGIN);
  if (framed.length < size) framed = new Uint8Array(size);
  if (fill !== 'edge') framed.fill(fill, 0, size);
  const first = fill === 'edge' ? -MARGIN : 0;
  const last = fill === 'edge' ? height + MARGIN : height;
  for (let y = first; y < last; y++) {
    const from = clamp(y, 0, height - 1) * width;
    const to = (y + MARGIN) * stride;
    // One by one: a view of each row, of each image, would be most of what an epoch leaves to the garbage collector.
    for (let x = 0; x < width; x++) framed[to + MARGIN + x] = pixels[from + x]!;
    if (fill !== 'edge') continue;
    framed.fill(pixels[from]!, to, to + MARGIN);
    framed.fill(pixels[from + width - 1]!, to + MARGIN + width, to + stride);
  }
}

/** Four weights for each place, of which the outer two are below 0: that is what keeps edges sharp. */
function catmullRom(): Int16Array {
  const table = new Int16Array(256 * 4);
  for (let place = 0; place < 256; place++) {
    const t = place / 256;
    const before = Math.round(1024 * (-0.5 * t + t * t - 0.5 * t * t * t));
    const left = Math.round(1024 * (1 - 2.5 * t * t + 1.5 * t * t * t));
    const after = Math.round(1024 * (-0.5 * t * t + 0.5 * t * t * t));
    // The rest, so that the four are 1024 together and an even grey stays what it is.
    table.set([before, left, 1024 - before - left - after, after], place * 4);
  }
  return table;
}
