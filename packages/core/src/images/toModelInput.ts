import { type Channels, type ModelImage, toChannels } from './GrayImage';
import { resizeImage } from './resizeGray';

/**
 * Converts images to the input of a network. Training, evaluation and inference all use this function, and its result is
 * bit-identical on every platform.
 * @param images - of any size and of one or three channels; resized to `shape`. A network of one channel gets the luma of colours, one of
 * three channels gets grey three times
 * @param shape - `channels` is 1 if it is left out
 * @returns images x height x width x channels numbers, row by row
 *
 * @example
 * ```ts
 * const input = toModelInput([face], { width: 48, height: 48 }, { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 });
 * ```
 */
export function toModelInput(
  images: readonly ModelImage[],
  shape: { readonly width: number; readonly height: number; readonly channels?: Channels },
  preprocessing: Preprocessing,
): Float32Array {
  const { width, height, channels = 1 } = shape;
  const size = width * height * channels;
  const table = normalizationTable(preprocessing);
  const input = new Float32Array(images.length * size);
  images.forEach((image, index) => {
    normalizePixels(resizeImage(toChannels(image, channels), width, height).pixels, table, input, index * size);
  });
  return input;
}

/** The network's input value for each of the 256 values of a pixel. */
export function normalizationTable({ mean, std }: Preprocessing): Float32Array {
  return Float32Array.from({ length: 256 }, (_, gray) => (gray / 255 - mean) / std);
}

/**
 * Converts pixels by a lookup table.
 * @param table - from {@link normalizationTable}
 * @param offset - index of the first pixel in `target`
 */
export function normalizePixels(
  pixels: ModelImage['pixels'],
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
  /** Grey from colour, for networks of one channel: ITU-R BT.601 luma, `0.299 R + 0.587 G + 0.114 B`. */
  readonly gray: 'rec601';
  /** Resampling to the input size: area averaging when shrinking, bilinear when growing. */
  readonly resize: 'area';
  /** Subtracted from a pixel scaled to [0, 1]. */
  readonly mean: number;
  /** Divisor of the difference: `(pixel / 255 - mean) / std`. */
  readonly std: number;
}
