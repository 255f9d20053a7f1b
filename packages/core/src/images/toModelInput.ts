import type { GrayImage } from './GrayImage';
import { resizeGray } from './resizeGray';

/**
 * The one preprocessing function: training, evaluation and inference feed a network with what it returns, and it returns
 * the same bits on every platform.
 * @param images - of any size; each is resized to `shape` where it has another
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

/** The number that a network is given for each of the 256 greys. */
export function normalizationTable({ mean, std }: Preprocessing): Float32Array {
  return Float32Array.from({ length: 256 }, (_, gray) => (gray / 255 - mean) / std);
}

/**
 * Writes pixels as the numbers of the table.
 * @param table - from {@link normalizationTable}
 * @param offset - where in `target` the first pixel goes
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
 * How pixels become numbers for a network. It travels inside the model file, so that a model can never be fed with
 * another scaling than it was trained with.
 */
export interface Preprocessing {
  /** Grey from colour: ITU-R BT.601 luma, `0.299 R + 0.587 G + 0.114 B`. */
  readonly gray: 'rec601';
  /** Resampling to the input size: averaging over the covered area when shrinking, bilinear when growing. */
  readonly resize: 'area';
  /** Subtracted from a pixel scaled to [0, 1]. */
  readonly mean: number;
  /** What the difference is divided by: `(pixel / 255 - mean) / std`. */
  readonly std: number;
}
