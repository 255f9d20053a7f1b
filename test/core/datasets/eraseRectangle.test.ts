import { describe, expect, it } from 'vitest';
import { eraseRectangle } from '#core/datasets/augmentImage';
import { createRandom, type Random } from '@ferkit/core/datasets';

const [WIDTH, HEIGHT] = [40, 30];

interface Erased {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
}

/** The rectangle that was overwritten. The image has a value that noise cannot hide: erased twice, it differs somewhere. */
function erase(seed: number, largestArea = 0.4, width = WIDTH, height = HEIGHT): Erased | undefined {
  const changed = new Set<number>();
  for (const value of [0, 128]) {
    const pixels = new Uint8Array(width * height).fill(value);
    eraseRectangle(pixels, width, height, largestArea, createRandom(seed));
    pixels.forEach((pixel, at) => pixel !== value && changed.add(at));
  }
  if (changed.size === 0) return undefined;
  const columns = [...changed].map((at) => at % width);
  const rows = [...changed].map((at) => Math.floor(at / width));
  const [left, top] = [Math.min(...columns), Math.min(...rows)];
  const erased = { left, top, wide: Math.max(...columns) - left + 1, high: Math.max(...rows) - top + 1 };
  // All of it and nothing else.
  expect(changed.size).toBe(erased.wide * erased.high);
  return erased;
}

const drawn = Array.from({ length: 300 }, (_, seed) => erase(seed)!);

describe('an erased rectangle', () => {
  it('is drawn for a seed', () => {
    expect(erase(5)).toEqual(erase(5));
    expect(new Set(drawn.map((rectangle) => JSON.stringify(rectangle))).size).toBeGreaterThan(250);
  });

  it('has from 2 % of the image to the largest area, and sides that are alike to a factor of 3.33', () => {
    const areas = drawn.map(({ wide, high }) => (wide * high) / (WIDTH * HEIGHT));
    // Whole sides leave their mark on small ones.
    expect(Math.min(...areas)).toBeGreaterThan(0.015);
    expect(Math.min(...areas)).toBeLessThan(0.04);
    expect(Math.max(...areas)).toBeLessThan(0.42);
    expect(Math.max(...areas)).toBeGreaterThan(0.35);
    const ratios = drawn.map(({ wide, high }) => high / wide);
    expect(Math.min(...ratios)).toBeGreaterThan(0.25);
    expect(Math.min(...ratios)).toBeLessThan(0.6);
    expect(Math.max(...ratios)).toBeGreaterThan(2.5);
    expect(Math.max(...ratios)).toBeLessThan(4);
  });

  it('may lie at each edge, and never beyond', () => {
    expect(Math.min(...drawn.map(({ left }) => left))).toBe(0);
    expect(Math.min(...drawn.map(({ top }) => top))).toBe(0);
    expect(Math.max(...drawn.map(({ left, wide }) => left + wide))).toBe(WIDTH);
    expect(Math.max(...drawn.map(({ top, high }) => top + high))).toBe(HEIGHT);
  });

  it('is drawn again where it does not fit, and left away where none does', () => {
    // Of the rectangles that are drawn for an image 12 times as wide as high, about one in six fits; with ten attempts, most.
    const narrow = Array.from({ length: 100 }, (_, seed) => erase(seed, 0.4, 96, 8));
    const fitted = narrow.filter((rectangle) => rectangle !== undefined).length;
    expect(fitted).toBeGreaterThan(50);
    expect(fitted).toBeLessThan(100);
    narrow.forEach((rectangle) => expect(rectangle?.high ?? 1).toBeLessThanOrEqual(8));
  });

  describe('has the area and the ratio that are drawn, and lies where it is drawn', () => {
    /** Where a ratio of 1 lies between 0.3 and 1 / 0.3. */
    const SQUARE = 0.7 / (1 / 0.3 - 0.3);
    const LARGEST = 1 - 2 ** -32;
    /** Erases a black image with the given draws of areas and ratios, at the lower right by default. @returns the rectangle */
    function eraseBy(
      draws: readonly number[],
      width: number,
      height: number,
      largestArea: number,
      place = (bound: number): number => bound - 1,
    ): number[] {
      const left = [...draws];
      const integer = (bound: number): number => (bound === 256 ? 255 : place(bound));
      const random: Random = { next: () => left.shift()!, integer, normal: () => 0 };
      const pixels = new Uint8Array(width * height);
      eraseRectangle(pixels, width, height, largestArea, random);
      const at = [...pixels.keys()].filter((k) => pixels[k] === 255);
      const rows = new Set(at.map((k) => Math.floor(k / width)));
      return at.length === 0 ? [] : [Math.min(...at), Math.max(...at), rows.size, at.length / rows.size];
    }

    it.each([
      ['half of the way between areas', [0.5, SQUARE], 100, 100, 0.42, [5353, 9999, 47, 47]],
      ['upright', [0.5, LARGEST], 100, 100, 0.22, [3781, 9999, 63, 19]],
      ['lying', [0.5, 0], 100, 100, 0.22, [8137, 9999, 19, 63]],
      ['one row', [0, 0], 10, 10, 0.2, [97, 99, 1, 3]],
      ['one column', [0, LARGEST], 10, 10, 0.2, [79, 99, 3, 1]],
      ['all of the image', [LARGEST, SQUARE], 10, 10, 1, [0, 99, 10, 10]],
      ['in an image that is wider than high', [LARGEST, SQUARE], 20, 5, 0.25, [15, 99, 5, 5]],
      ['drawn too high', [0.5, LARGEST, LARGEST, SQUARE], 20, 5, 0.25, [15, 99, 5, 5]],
      ['drawn too wide', [0.5, 0, LARGEST, SQUARE], 5, 20, 0.25, [75, 99, 5, 5]],
      ['too small for a row', [...Array<number>(20).fill(0), LARGEST, SQUARE], 4, 4, 1, []],
      [
        'too small for a column',
        [...Array.from({ length: 20 }, (_, k) => (k % 2) * LARGEST), LARGEST, SQUARE],
        4,
        4,
        1,
        [],
      ],
      [
        'fitting at the tenth attempt',
        [...Array<number>(17).fill(0), LARGEST, LARGEST, SQUARE],
        4,
        4,
        1,
        [0, 15, 4, 4],
      ],
    ])('%s', (_, draws, width, height, largestArea, erased) => {
      expect(eraseBy(draws, width, height, largestArea)).toEqual(erased);
    });

    it('with room below and beside it', () => {
      expect(eraseBy([0.5, SQUARE], 100, 100, 0.42, () => 0)).toEqual([0, 4646, 47, 47]);
    });
  });

  it('is full of noise', () => {
    const noise = Array.from({ length: 20 }, (_, seed) => {
      const pixels = new Uint8Array(WIDTH * HEIGHT);
      eraseRectangle(pixels, WIDTH, HEIGHT, 0.4, createRandom(seed));
      return [...pixels].filter((value) => value !== 0);
    }).flat();
    // Each of the values that are not that of the image.
    expect(new Set(noise).size).toBe(255);
    expect(noise.reduce((sum, value) => sum + value, 0) / noise.length).toBeCloseTo(128, -1);
  });
});
