import type { RgbaImage } from '../platform/Platform';

/** A grey image. */
export interface GrayImage {
  /** Bytes per pixel, which may be left out. */
  readonly channels?: 1;
  /** Height x width bytes, row by row: `pixels[y * width + x]`, 0 black to 255 white. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** A colour image without opacity, as networks of three channels take it. */
export interface RgbImage {
  readonly channels: 3;
  /** Height x width x 3 bytes, row by row: red, green and blue of pixel (x, y) from `pixels[3 * (y * width + x)]`, 0 to 255 each. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** An image as networks take it: grey, or R G B. */
export type ModelImage = GrayImage | RgbImage;

/** Bytes per pixel of a network's images: 1 grey, 3 R G B. */
export type Channels = 1 | 3;

/** ITU-R BT.601 luma in 16-bit fixed point. The three sum to 65,536, so that grey colours keep their value. */
export const RED = 19595;
export const GREEN = 38470;
export const BLUE = 7471;
export const ONE = 65536;
const WHITE = 255 * ONE;

/** Composites a luma over white. The product exceeds 32 bits, but is exact in a double. */
function overWhite(luma: number, alpha: number): number {
  return Math.floor((luma * alpha + WHITE * (255 - alpha)) / WHITE + 0.5);
}

/**
 * Converts colour to grey: `0.299 R + 0.587 G + 0.114 B`, rounded, with transparency composited over white, as a page shows it.
 * Integer arithmetic, so the result is bit-identical on every platform.
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

/** Converts grey to opaque R G B A. */
export function toColor({ pixels, width, height }: GrayImage): RgbaImage {
  const color = new Uint8Array(pixels.length * 4).fill(255);
  for (let index = 0, at = 0; index < pixels.length; index++, at += 4) {
    color[at] = color[at + 1] = color[at + 2] = pixels[index]!;
  }
  return { pixels: color, width, height };
}
