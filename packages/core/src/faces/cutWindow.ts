import type { GrayImage } from '../images/GrayImage';
import { toGray } from '../images/toGray';
import type { RgbaImage } from '../platform/Platform';

/** A part of an image, and where in it the part begins. */
export interface ImagePart {
  readonly image: GrayImage;
  readonly left: number;
  readonly top: number;
}

/**
 * The grey pixels of the image that lie within a window, which may begin anywhere and reach beyond the image; at least
 * the pixel that is nearest to it. Only these are turned to grey: of a large photo a face is a small part.
 */
export function cutWindow(image: RgbaImage, x: number, y: number, width: number, height: number): ImagePart {
  const clamp = (value: number, to: number): number => Math.min(Math.max(value, 0), to);
  // One more on each side, which linear interpolation may reach for.
  const left = clamp(Math.floor(x) - 1, image.width - 1);
  const top = clamp(Math.floor(y) - 1, image.height - 1);
  const right = clamp(Math.ceil(x + width) + 1, image.width);
  const bottom = clamp(Math.ceil(y + height) + 1, image.height);
  const columns = Math.max(1, right - left);
  const rows = Math.max(1, bottom - top);
  const pixels = new Uint8Array(columns * rows * 4);
  for (let row = 0; row < rows; row++) {
    const at = ((top + row) * image.width + left) * 4;
    pixels.set(image.pixels.subarray(at, at + columns * 4), row * columns * 4);
  }
  return { image: toGray({ pixels, width: columns, height: rows }), left, top };
}
