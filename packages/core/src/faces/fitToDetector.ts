import { resamplingWeights, type Tap } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';
import { openRowAverager, type RowAverager } from './averageRows';

/** Width and height of the network's input are multiples of its largest stride. */
const STRIDE = 32;

/** Bytes of the image that are copied at once to where they are averaged: they stay in the processor's cache. */
const BAND_BYTES = 131_072;

/** Numbers of 32 bits per column in the table of columns: offset, count and three weights. */
const COLUMN_NUMBERS = 5;

/** A part of an input, in pixels of it, which may reach beyond it. Width and height are multiples of 32. */
export interface InputPart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An image, or a part of one, as the network's input: resized and padded. */
export interface DetectorInput {
  /** height x width x 3 numbers in [-1, 1], row by row: R G B. */
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Place of the image's top left corner in pixels of the input: the padding on the left and on top, less the place of the part. */
  readonly left: number;
  readonly top: number;
  /** Pixels of the image per pixel of the input. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Size of an image that is resized to a longer side, and of the input around it. */
export function inputSizeOf(image: { readonly width: number; readonly height: number }, longSide: number) {
  const ratio = longSide / Math.max(image.width, image.height);
  const inner = {
    width: Math.max(1, Math.round(image.width * ratio)),
    height: Math.max(1, Math.round(image.height * ratio)),
  };
  const width = Math.ceil(inner.width / STRIDE) * STRIDE;
  const height = Math.ceil(inner.height / STRIDE) * STRIDE;
  return { inner, width, height, left: (width - inner.width) >> 1, top: (height - inner.height) >> 1 };
}

/**
 * Resizes an image to a longer side and pads it with mid-grey so that width and height are multiples of 32: 640 x 480
 * becomes 160 x 120 within 160 x 128. Shrinking averages over the covered area, because aliasing would hide small faces. Transparent
 * pixels are composited over white, the background of a page. Every platform gives the same numbers.
 * @param longSide - in pixels
 * @param part - the part of the input to compute; it has the same numbers as there. All of it by default
 * @param memory - of an input that is no longer needed; the new one overwrites it if it fits
 */
export function fitToDetector(
  image: RgbaImage,
  longSide: number,
  part?: InputPart,
  averager: RowAverager = openRowAverager(),
  memory?: ArrayBufferLike,
): DetectorInput {
  const whole = inputSizeOf(image, longSide);
  const { left, top, width, height } = part ?? { left: 0, top: 0, width: whole.width, height: whole.height };
  // Zero is mid-grey.
  const pixels = takeZeros(width * height * 3, memory);
  const [columns, x] = tapsBetween(image.width, whole.inner.width, left - whole.left, width);
  const [rows, y] = tapsBetween(image.height, whole.inner.height, top - whole.top, height);
  if (columns.length > 0 && rows.length > 0) {
    averageImage(image, columns, rows, averager, (row, index) => pixels.set(row, ((y + index) * width + x) * 3));
  }
  return {
    pixels,
    width,
    height,
    left: whole.left - left,
    top: whole.top - top,
    scaleX: image.width / whole.inner.width,
    scaleY: image.height / whole.inner.height,
  };
}

function takeZeros(length: number, memory: ArrayBufferLike | undefined): Float32Array {
  if (memory === undefined || memory.byteLength < length * 4) return new Float32Array(length);
  return new Float32Array(memory, 0, length).fill(0);
}

/** The taps of an axis between two positions, which may reach beyond the axis, and the position of the first tap after `start`. */
function tapsBetween(from: number, to: number, start: number, length: number): [readonly Tap[], number] {
  return [resamplingWeights(from, to).slice(Math.max(0, start), Math.max(0, start + length)), Math.max(0, -start)];
}

/** Averages a part of an image to rows of R G B numbers from -1 to 1. @param onRow - called for each row, which the next one overwrites */
function averageImage(
  image: RgbaImage,
  columns: readonly Tap[],
  rows: readonly Tap[],
  { averageRows, reserve }: RowAverager,
  onRow: (row: Float32Array, index: number) => void,
): void {
  const left = columns[0]!.first;
  const last = columns.at(-1)!;
  const source = { left, width: last.first + last.weights.length - left };
  const bottom = rows.at(-1)!.first + rows.at(-1)!.weights.length;
  const rowBytes = source.width * 4;
  const longest = Math.max(...rows.map(({ weights }) => weights.length));
  const bandRows = Math.max(longest, Math.floor(BAND_BYTES / rowBytes));
  // Four pixels are averaged at once: the last ones may reach beyond the row, and beyond the result.
  const wide = align(bandRows * rowBytes + 16);
  const table = align(wide + rowBytes * 4 + 64);
  const out = align(table + columns.length * COLUMN_NUMBERS * 4);
  const buffer = reserve(align(out + columns.length * 12 + 16));
  writeColumns(buffer, table, columns, left);
  const band = new Uint8ClampedArray(buffer, 0, bandRows * rowBytes + 16);
  const row = new Float32Array(buffer, out, columns.length * 3);

  let [start, end] = [0, 0];
  rows.forEach(({ first, weights }, index) => {
    const count = weights.length;
    if (first + count > end) {
      [start, end] = [first, Math.min(bottom, first + bandRows)];
      copyRows(image, source, start, end, band);
    }
    // Pixels from 0 to 255 become numbers from 0 to 2; the average subtracts 1.
    const [head, middle, tail] = [weights[0]! / 127.5, weights[1]! / 127.5, weights[count - 1]! / 127.5];
    const average = (): number =>
      averageRows((first - start) * rowBytes, rowBytes, count, head, middle, tail, wide, table, columns.length, out);
    if (average() >>> 24 !== 255) {
      flattenOverWhite(band.subarray(0, (end - start) * rowBytes));
      average();
    }
    onRow(row, index);
  });
}

const align = (address: number): number => Math.ceil(address / 16) * 16;

/** Writes the table of columns that `averageRows` reads. @param left - first column of the source */
function writeColumns(buffer: ArrayBuffer, table: number, columns: readonly Tap[], left: number): void {
  const integers = new Int32Array(buffer, table, columns.length * COLUMN_NUMBERS);
  const numbers = new Float32Array(buffer, table, columns.length * COLUMN_NUMBERS);
  columns.forEach(({ first, weights }, column) => {
    const at = column * COLUMN_NUMBERS;
    integers[at] = (first - left) * 16;
    integers[at + 1] = weights.length;
    numbers[at + 2] = weights[0]!;
    numbers[at + 3] = weights[1] ?? 0;
    numbers[at + 4] = weights[weights.length - 1]!;
  });
}

/** Copies the rows from `start` to `end`, between two columns, and opaque pixels after them. */
function copyRows(
  image: RgbaImage,
  source: { readonly left: number; readonly width: number },
  start: number,
  end: number,
  band: Uint8ClampedArray,
): void {
  const rowBytes = source.width * 4;
  const at = (row: number): number => (row * image.width + source.left) * 4;
  if (source.width === image.width) band.set(image.pixels.subarray(at(start), at(end)));
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
