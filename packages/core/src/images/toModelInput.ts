import { toChannels } from './channels';
import type { ModelImage } from './GrayImage';
import { type InputShape, normalizeImages, type Preprocessing } from './normalizeImages';
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
  shape: InputShape,
  preprocessing: Preprocessing,
): Float32Array {
  const { width, height, channels = 1 } = shape;
  const fitted = images.map((image) => resizeImage(toChannels(image, channels), width, height));
  return normalizeImages(fitted, shape, preprocessing);
}
