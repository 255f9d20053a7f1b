import { resamplingWeights } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';
import { openRowAverager, type RowAverager } from './averageRows';

/** Width and height of the network's input are multiples of its largest stride. */
const STRIDE = 32;

/** Bytes of the image that are copied at once to where they are averaged: they stay in the processor's cache. */
const BAND_BYTES = 131_072;

/** Numbers of 32 bits per column in the table of columns: offset, count and three weights. */
const COLUMN_NUMBERS = 5;

/** A part of an image, in whole pixels. */
export interface ImageWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An image, or a window of one, as the network's input: resized and padded. */
export interface DetectorInput {
  /** height x width x 3 numbers in [-1, 1], row by row: R G B. */
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Place of the image's top left corner in pixels of the input: the padding on the left and on top, less the place of the window. */
  readonly left: number;
  readonly top: number;
  /** Pixels of the image per pixel of the input. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Resizes an image to a longer side and pads it with mid-grey so that width and height are multiples of 32: 640 x 480
 * becomes 160 x 120 within 160 x 128. Shrinking averages over the covered area, because aliasing would hide small faces. Transparent
 * pixels are composited over white, the background of a page. Every platform gives the same numbers.
 * @param longSide - a multiple of 32
 * @param window - the part of the image to resize; all of it by default
 */
export function fitToDetector(
  image: RgbaImage,
  longSide: number,
  window: ImageWindow = { left: 0, top: 0, width: image.width, height: image.height },
  averager: RowAverager = openRowAverager(),
): DetectorInput {
  const ratio = longSide / Math.max(window.width, window.height);
  const inner = {
    width: Math.max(1, Math.round(window.width * ratio)),
    height: Math.max(1, Math.round(window.height * ratio)),
  };
  const width = Math.ceil(inner.width / STRIDE) * STRIDE;
  const height = Math.ceil(inner.height / STRIDE) * STRIDE;
  const left = (width - inner.width) >> 1;
  const top = (height - inner.height) >> 1;
  // Zero is mid-grey.
  const pixels = new Float32Array(width * height * 3);
  averageImage(image, window, inner, averager, (row, y) => pixels.set(row, ((top + y) * width + left) * 3));
  const scaleX = window.width / inner.width;
  const scaleY = window.height / inner.height;
  return { pixels, width, height, left: left - window.left / scaleX, top: top - window.top / scaleY, scaleX, scaleY };
}

/** Averages a window to rows of R G B numbers from -1 to 1. @param onRow - called for each row, which the next one overwrites */
function averageImage(
  image: RgbaImage,
  window: ImageWindow,
  { width, height }: { readonly width: number; readonly height: number },
  { averageRows, reserve }: RowAverager,
  onRow: (row: Float32Array, y: number) => void,
): void {
  const rowBytes = window.width * 4;
  const taps = resamplingWeights(window.height, height);
  const longest = Math.max(...taps.map(({ weights }) => weights.length));
  const bandRows = Math.min(window.height, Math.max(longest, Math.floor(BAND_BYTES / rowBytes)));
  // Four pixels are averaged at once: the last ones may reach beyond the row, and beyond the result.
  const wide = align(bandRows * rowBytes + 16);
  const columns = align(wide + rowBytes * 4 + 64);
  const out = align(columns + width * COLUMN_NUMBERS * 4);
  const buffer = reserve(align(out + width * 12 + 16));
  writeColumns(buffer, columns, window.width, width);
  const band = new Uint8ClampedArray(buffer, 0, bandRows * rowBytes + 16);
  const row = new Float32Array(buffer, out, width * 3);

  let [start, end] = [0, 0];
  taps.forEach(({ first, weights }, y) => {
    const count = weights.length;
    if (first + count > end) {
      [start, end] = [first, Math.min(window.height, first + bandRows)];
      copyRows(image, window, start, end, band);
    }
    // Pixels from 0 to 255 become numbers from 0 to 2; the average subtracts 1.
    const [head, middle, tail] = [weights[0]! / 127.5, weights[1]! / 127.5, weights[count - 1]! / 127.5];
    const average = (): number =>
      averageRows((first - start) * rowBytes, rowBytes, count, head, middle, tail, wide, columns, width, out);
    if (average() >>> 24 !== 255) {
      flattenOverWhite(band.subarray(0, (end - start) * rowBytes));
      average();
    }
    onRow(row, y);
  });
}

const align = (address: number): number => Math.ceil(address / 16) * 16;

/** Writes the table of columns that `averageRows` reads. */
function writeColumns(buffer: ArrayBuffer, columns: number, from: number, to: number): void {
  const integers = new Int32Array(buffer, columns, to * COLUMN_NUMBERS);
  const numbers = new Float32Array(buffer, columns, to * COLUMN_NUMBERS);
  resamplingWeights(from, to).forEach(({ first, weights }, column) => {
    const at = column * COLUMN_NUMBERS;
    integers.set([first * 16, weights.length], at);
    numbers.set([weights[0]!, weights[1] ?? 0, weights[weights.length - 1]!], at + 2);
  });
}

/** Copies rows of a window, and opaque pixels after them. */
function copyRows(image: RgbaImage, window: ImageWindow, start: number, end: number, band: Uint8ClampedArray): void {
  const rowBytes = window.width * 4;
  const at = (row: number): number => ((window.top + row) * image.width + window.left) * 4;
  if (window.width === image.width) band.set(image.pixels.subarray(at(start), at(end)));
  else {
    for (let row = start; row < end; row++) {
      band.set(image.pixels.subarray(at(row), at(row) + rowBytes), (row - start) * rowBytes);
    }
  }
  band.fill(255, (end - start) * rowBytes, (end - start) * rowBytes + 16);
}

/** Composites transparent pixels over white. */
function flattenOverWhite(pixels: Uint8ClampedArray): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = (pixels[channel]! * alpha) / 255 + (255 - alpha);
    }
    pixels[at + 3] = 255;
  }
}
