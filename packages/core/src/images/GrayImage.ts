import type { RgbaImage } from '../platform/Platform';

/** An image of one channel, 8 bits a pixel, row by row: `pixels[y * width + x]`, 0 black to 255 white. */
export interface GrayImage {
  readonly pixels: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** ITU-R BT.601 luma in 16 bits; the three add up to 65,536, so that a grey colour keeps its value. */
const RED = 19595;
const GREEN = 38470;
const BLUE = 7471;
const ONE = 65536;
const WHITE = 255 * ONE;

/** Lays a luma over white. The product goes beyond 32 bits, and is still exact in a double. */
function overWhite(luma: number, alpha: number): number {
  return Math.floor((luma * alpha + WHITE * (255 - alpha)) / WHITE + 0.5);
}

/**
 * Grey from colour: `0.299 R + 0.587 G + 0.114 B`, rounded to the nearest, with transparent pixels laid over white, which
 * is how a page shows them. Whole numbers only, so the result is the same to the bit wherever it runs.
 */
export function toGray({ pixels, width, height }: RgbaImage): GrayImage {
  const size = width * height;
  const gray = new Uint8Array(size);
  for (let index = 0, at = 0; index < size; index++, at += 4) {
    const luma = RED * pixels[at]! + GREEN * pixels[at + 1]! + BLUE * pixels[at + 2]!;
    const alpha = pixels[at + 3]!;
    gray[index] = alpha === 255 ? (luma + ONE / 2) >> 16 : overWhite(luma, alpha);
  }
  return { pixels: gray, width, height };
}

/** The same grey as opaque R G B A. */
export function toColor({ pixels, width, height }: GrayImage): RgbaImage {
  const color = new Uint8Array(pixels.length * 4).fill(255);
  for (let index = 0, at = 0; index < pixels.length; index++, at += 4) {
    color[at] = color[at + 1] = color[at + 2] = pixels[index]!;
  }
  return { pixels: color, width, height };
}
