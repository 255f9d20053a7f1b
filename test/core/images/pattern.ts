import type { RgbaImage } from '@ferkit/core/datasets';

/** The pattern that test/fixtures/images/make.py draws: 24 x 16, asymmetric in every direction. */
export const PATTERN = { width: 24, height: 16 };

export function red(x: number): number {
  return x * 11;
}

export function green(y: number): number {
  return y * 16;
}

export function blue(x: number, y: number): number {
  return (x * 3 + y * 9) % 256;
}

export function gray(x: number, y: number): number {
  return x * 5 + y * 8;
}

export function alpha(x: number): number {
  return Math.min(255, x * 12);
}

/** Draws an image of the pattern's size from a function of the position. */
export function draw(paint: (x: number, y: number) => readonly [number, number, number, number]): RgbaImage {
  const { width, height } = PATTERN;
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(paint(x, y), (y * width + x) * 4);
  }
  return { pixels, width, height };
}
