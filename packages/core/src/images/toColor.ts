import type { RgbaImage } from '../platform/Platform';
import type { GrayImage } from './GrayImage';

/** The same grey as opaque R G B A. */
export function toColor({ pixels, width, height }: GrayImage): RgbaImage {
  const color = new Uint8Array(pixels.length * 4).fill(255);
  for (let index = 0, at = 0; index < pixels.length; index++, at += 4) {
    color[at] = color[at + 1] = color[at + 2] = pixels[index]!;
  }
  return { pixels: color, width, height };
}
