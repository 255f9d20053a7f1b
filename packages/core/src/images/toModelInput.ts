import type { GrayImage } from './GrayImage';
import { resizeGray } from './resizeGray';

/**
 * Converts images to the input of a network. Training, evaluation and inference all use this function, and its result is
 * bit-identical on every platform.
 * @param images - of any size; resized to `shape`
 * @returns images x height x width numbers, row by row
 *
 * @example
 * ```ts
 * const input = toModelInput([face], { width: 48, height: 48 }, { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 });
 * ```
 */
export function toModelInput(
  images: readonly GrayImage[],
  shape: { readonly width: number; readonly height: number },
  preprocessing: Preprocessing,
): Float32Array {
  const { width, height } = shape;
  const table = normalizationTable(preprocessing);
  const input = new Float32Array(images.length * width * height);
  images.forEach((image, index) => {
    normalizePixels(resizeGray(image, width, height).pixels, table, input, index * width * height);
  });
  return input;
}

/** The network's input value for each of the 256 grey values. */
export function normalizationTable({ mean, std }: Preprocessing): Float32Array {
  return Float32Array.from({ length: 256 }, (_, gray) => (gray / 255 - mean) / std);
}

/**
 * Converts pixels by a lookup table.
 * @param table - from {@link normalizationTable}
 * @param offset - index of the first pixel in `target`
 */
export function normalizePixels(
  pixels: GrayImage['pixels'],
  table: Float32Array,
  target: Float32Array,
  offset: number,
): void {
  for (let index = 0; index < pixels.length; index++) target[offset + index] = table[pixels[index]!]!;
}

/**
 * Preprocessing of a network's input. Stored in the model file, so that a model always gets the scaling that it was trained
 * with.
 */
export interface Preprocessing {
  /** Grey from colour: ITU-R BT.601 luma, `0.299 R + 0.587 G + 0.114 B`. */
  readonly gray: 'rec601';
  /** Resampling to the input size: area averaging when shrinking, bilinear when growing. */
  readonly resize: 'area';
  /** Subtracted from a pixel scaled to [0, 1]. */
  readonly mean: number;
  /** Divisor of the difference: `(pixel / 255 - mean) / std`. */
  readonly std: number;
}
