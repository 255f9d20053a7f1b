import type { Abortable } from '../abortable';
import type { GrayImage } from './GrayImage';
import { readImage, type ImageInput } from './readImage';
import { toGray } from './toGray';

export type { ImageInput } from './readImage';

/**
 * Reads an image of any kind as grey pixels, upright by its EXIF orientation, transparency laid over white. Grey pixels
 * are passed through, not copied.
 * @throws SOURCE_UNREADABLE where the file cannot be read
 * @throws IMAGE_UNREADABLE where it is no whole PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not fit their size
 *
 * @example
 * ```ts
 * const { pixels, width, height } = await readGrayImage('photo.jpg');
 * ```
 */
export async function readGrayImage(input: ImageInput, options: Abortable = {}): Promise<GrayImage> {
  const { isColor, image } = await readImage(input, options);
  return isColor ? toGray(image) : image;
}
