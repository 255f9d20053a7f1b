import { describe, expect, it } from 'vitest';
import type { GrayImage } from '@ferkit/core/datasets';
import { resizeGray } from '#core/images/resizeGray';

function image(width: number, ...pixels: readonly number[]): GrayImage {
  return { pixels: Uint8Array.from(pixels), width, height: pixels.length / width };
}

function draw(width: number, height: number, paint: (x: number, y: number) => number): GrayImage {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) =>
    paint(index % width, Math.floor(index / width)),
  );
  return { pixels, width, height };
}

function resized(source: GrayImage, width: number, height: number): readonly number[] {
  return [...resizeGray(source, width, height).pixels];
}

it('returns an image that fits already as it is', () => {
  const source = image(2, 1, 2, 3, 4);
  expect(resizeGray(source, 2, 2)).toBe(source);
});

describe('shrinking', () => {
  it('takes the mean of the pixels that are covered whole', () => {
    expect(resized(image(4, 0, 2, 10, 20, 4, 6, 30, 40), 2, 1)).toEqual([3, 25]);
  });

  it('takes shares of pixels that are covered in part', () => {
    // Three to two: the middle pixel counts half for each. (10 + 40 / 2) / 1.5 = 20, (40 / 2 + 100) / 1.5 = 80
    expect(resized(image(3, 10, 40, 100), 2, 1)).toEqual([20, 80]);
  });

  it('rounds halves up', () => {
    expect(resized(image(2, 1, 2), 1, 1)).toEqual([2]);
    expect(resized(image(2, 254, 255), 1, 1)).toEqual([255]);
  });

  it('agrees with the integral over the area at any ratio', () => {
    const source = draw(37, 53, (x, y) => (x * 7 + y * 13 + x * y) % 256);
    const target = resizeGray(source, 10, 11);
    for (let y = 0; y < 11; y++) {
      for (let x = 0; x < 10; x++) {
        let sum = 0;
        for (let v = 0; v < 53; v++) {
          for (let u = 0; u < 37; u++) {
            const overX = Math.max(0, Math.min(u + 1, ((x + 1) * 37) / 10) - Math.max(u, (x * 37) / 10));
            const overY = Math.max(0, Math.min(v + 1, ((y + 1) * 53) / 11) - Math.max(v, (y * 53) / 11));
            sum += overX * overY * source.pixels[v * 37 + u]!;
          }
        }
        expect(Math.abs(target.pixels[y * 10 + x]! - sum / (3.7 * (53 / 11)))).toBeLessThanOrEqual(0.5 + 1e-9);
      }
    }
  });
});

describe('growing', () => {
  it('interpolates between the centres of pixels and repeats the border', () => {
    expect(resized(image(2, 0, 100), 4, 1)).toEqual([0, 25, 75, 100]);
    expect(resized(image(1, 0, 100), 1, 4)).toEqual([0, 25, 75, 100]);
  });

  it('spreads a single pixel', () => {
    expect(resized(image(1, 42), 3, 2)).toEqual([42, 42, 42, 42, 42, 42]);
  });
});

it('decides for each axis by itself', () => {
  // Four columns become two means, one row becomes two.
  expect(resized(image(4, 0, 2, 10, 20), 2, 2)).toEqual([1, 15, 1, 15]);
});

it('keeps an even surface even, whatever the sizes', () => {
  for (const gray of [0, 1, 127, 254, 255]) {
    for (const [width, height] of [
      [1, 1],
      [7, 48],
      [48, 48],
      [49, 13],
      [333, 1000],
    ] as const) {
      const even = resizeGray(
        draw(width, height, () => gray),
        48,
        48,
      );
      expect(new Set(even.pixels)).toEqual(new Set([gray]));
    }
  }
});

it('mirrors with its input, so that no side is preferred', () => {
  const source = draw(31, 31, (x, y) => (x * 11 + y * 5) % 200);
  const mirrored = draw(31, 31, (x, y) => source.pixels[y * 31 + 30 - x]!);
  for (const size of [12, 48]) {
    const there = resizeGray(source, size, size).pixels;
    const back = resizeGray(mirrored, size, size).pixels;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        expect(Math.abs(there[y * size + x]! - back[y * size + size - 1 - x]!)).toBeLessThanOrEqual(1);
      }
    }
  }
});
