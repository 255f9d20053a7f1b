import type { Box, GrayImage } from '../index';

/** The part of an image that lies in a box; what of the box lies outside of the image is left out. */
export function cutBox({ pixels, width, height }: GrayImage, box: Box): GrayImage {
  const left = Math.min(Math.max(Math.round(box.x), 0), width - 1);
  const top = Math.min(Math.max(Math.round(box.y), 0), height - 1);
  const right = Math.min(Math.max(Math.round(box.x + box.width), left + 1), width);
  const bottom = Math.min(Math.max(Math.round(box.y + box.height), top + 1), height);
  const cut = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    cut.set(pixels.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  }
  return { pixels: cut, width: right - left, height: bottom - top };
}
