import type { Abortable } from '../abortable';
import type { RgbaImage } from '../platform/Platform';
import { readImage, type ImageInput } from './readImage';
import { toColor } from './toColor';

/**
 * Reads an image of any kind as R G B A pixels, upright by its EXIF orientation, as a face locator takes them. Colour
 * pixels are passed through, not copied.
 * @throws SOURCE_UNREADABLE where the file cannot be read
 * @throws IMAGE_UNREADABLE where it is no whole PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not fit their size
 *
 * @example
 * ```ts
 * const { pixels, width, height } = await readColorImage('photo.jpg');
 * ```
 */
export async function readColorImage(input: ImageInput, options: Abortable = {}): Promise<RgbaImage> {
  const { isColor, image } = await readImage(input, options);
  return isColor ? image : toColor(image);
}
