import type { GrayImage } from './GrayImage';
import { normalizationTable, normalizePixels } from './normalizePixels';
import type { Preprocessing } from './Preprocessing';
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
