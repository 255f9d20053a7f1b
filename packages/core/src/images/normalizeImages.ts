import type { Channels, ModelImage } from './GrayImage';

/** The size and the channels of a network's input; one channel if they are left out. */
export interface InputShape {
  readonly width: number;
  readonly height: number;
  readonly channels?: Channels;
}

/** True for an image that has the size and the channels of a network's input. */
export const fitsInput = (image: ModelImage, { width, height, channels = 1 }: InputShape): boolean =>
  image.width === width && image.height === height && (image.channels ?? 1) === channels;

/**
 * Converts images to the input of a network as `toModelInput` does, which also takes other sizes and channels.
 * @param images - each of them {@link fitsInput}
 */
export function normalizeImages(
  images: readonly ModelImage[],
  { width, height, channels = 1 }: InputShape,
  preprocessing: Preprocessing,
): Float32Array {
  const size = width * height * channels;
  const table = normalizationTable(preprocessing);
  const input = new Float32Array(images.length * size);
  images.forEach(({ pixels }, index) => normalizePixels(pixels, table, input, index * size));
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
