import type { RgbaImage } from '../platform/Platform';

/** Lays transparent pixels over white, as a page shows them. An opaque image is returned as it is. */
export function flattenOverWhite(image: RgbaImage): RgbaImage {
  const { pixels, width, height } = image;
  let first = 3;
  while (first < pixels.length && pixels[first] === 255) first += 4;
  if (first >= pixels.length) return image;
  const flat = new Uint8ClampedArray(pixels);
  for (let at = first - 3; at < flat.length; at += 4) {
    const alpha = flat[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      flat[channel] = (flat[channel]! * alpha) / 255 + (255 - alpha);
    }
    flat[at + 3] = 255;
  }
  return { pixels: flat, width, height };
}
