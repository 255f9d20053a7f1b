import { describe, expect, it } from 'vitest';
import {
  augmentDefaults,
  augmentImage,
  augmentOff,
  type AugmentOptions,
  createRandom,
  drawSyntheticFace,
  type Random,
} from '@ferkit/core/datasets';
import { resolveAugmentOptions } from '#core/datasets/AugmentOptions';
import { catchError } from './support/catchError';

const face = drawSyntheticFace('happy', { seed: 1, size: 48 });

function augment(options: AugmentOptions, random: Random = createRandom(1), image = face): Uint8Array {
  const target = new Uint8Array(image.width * image.height);
  augmentImage(image, target, { ...augmentOff, ...options }, random);
  return target;
}

/** A stream that always draws the same number: 1 - tiny for the largest change, 0 for the other extreme. */
const always = (value: number): Random => ({
  next: () => value,
  integer: (bound) => Math.floor(value * bound),
  normal: () => 0,
});
const LARGEST = 1 - 2 ** -32;

const DRAWS = ['flip', 'shiftX', 'shiftY', 'rotate', 'scale', 'brightness', 'contrast', 'erase'] as const;
/** A stream that draws the largest change for what is named, and none for the rest. */
function only(...named: readonly (typeof DRAWS)[number][]): Random {
  let drawn = 0;
  const next = (): number => {
    const draw = DRAWS[drawn++]!;
    if (draw === 'flip' || draw === 'erase') return named.includes(draw) ? 0 : LARGEST;
    return named.includes(draw) ? LARGEST : 0.5;
  };
  return { ...always(0), next };
}

/** The mean absolute difference of pixels. */
const differ = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one).reduce((sum, value, k) => sum + Math.abs(value - other[k]!), 0) / one.length;

describe('augmentation', () => {
  it('copies the image where everything is off', () => {
    expect([...augment({})]).toEqual([...face.pixels]);
  });

  it('draws the same for a seed, and never writes to the source', () => {
    const before = face.pixels.slice();
    const one = augment(augmentDefaults, createRandom(5, 1));
    expect([...augment(augmentDefaults, createRandom(5, 1))]).toEqual([...one]);
    expect([...augment(augmentDefaults, createRandom(5, 2))]).not.toEqual([...one]);
    expect(face.pixels).toEqual(before);
  });

  it('turns and scales at once, by what each is alone', () => {
    const side = 21;
    const pixels = Uint8Array.from({ length: side * side }, (_, at) => 60 + 4 * (at % side));
    const turned = augment({ rotate: 90, scale: 0.5 }, only('rotate', 'scale'), { width: side, height: side, pixels });
    // Columns became rows: 6 rows from the centre are 4 columns of an image that is shown half as large again.
    expect(Math.abs(turned[16 * side + 10]! - 100)).toBe(16);
    expect(turned[10 * side + 16]).toBe(100);
  });

  it('mirrors exactly', () => {
    const flipped = augment({ flip: 1 });
    for (const [x, y] of [
      [0, 0],
      [5, 17],
      [47, 30],
    ] as const) {
      expect(flipped[y * 48 + x]).toBe(face.pixels[y * 48 + 47 - x]);
    }
    expect([...augment({ flip: 1 }, createRandom(1), { pixels: flipped, width: 48, height: 48 })]).toEqual([
      ...face.pixels,
    ]);
  });

  it('mirrors the asked share of images', () => {
    const random = createRandom(3);
    const flips = Array.from({ length: 2000 }, () => augment({ flip: 0.3 }, random)[0] !== face.pixels[0]);
    expect(flips.filter(Boolean).length / 2000).toBeCloseTo(0.3, 1);
  });

  it('shifts by whole pixels exactly, and fills the gap with the edge or a grey', () => {
    const image = { pixels: Uint8Array.from({ length: 16 }, (_, k) => k * 10), width: 4, height: 4 };
    // The largest draw of a shift of a quarter is one pixel, less a part in 2^31.
    const edge = augment({ shift: 0.25 }, always(LARGEST), image);
    expect([...edge.subarray(0, 8)]).toEqual([0, 0, 10, 20, 0, 0, 10, 20]);
    const grey = augment({ shift: 0.25, fill: 200 }, always(LARGEST), image);
    expect([...grey.subarray(0, 8)]).toEqual([200, 200, 200, 200, 200, 0, 10, 20]);
  });

  it('rotates clockwise for a positive angle, a quarter turn exactly', () => {
    const image = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 };
    expect([...augment({ rotate: 90 }, always(LARGEST), image)]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
    expect([...augment({ rotate: 180 }, always(LARGEST), image)]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  describe('moves an image that is wider than high', () => {
    const wide = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), width: 4, height: 2 };
    it.each<readonly [string, AugmentOptions, Random, readonly number[]]>([
      ['mirrored', { flip: 1 }, only('flip'), [4, 3, 2, 1, 8, 7, 6, 5]],
      ['upside down', { rotate: 180 }, only('rotate'), [8, 7, 6, 5, 4, 3, 2, 1]],
      ['by half of its width', { shift: 0.5 }, only('shiftX'), [1, 1, 1, 2, 5, 5, 5, 6]],
      ['by half of its height', { shift: 0.5 }, only('shiftY'), [1, 2, 3, 4, 1, 2, 3, 4]],
      ['along both axes', { shift: 0.5 }, only('shiftX', 'shiftY'), [1, 1, 1, 2, 1, 1, 1, 2]],
    ])('%s', (_, options, random, moved) => {
      expect([...augment(options, random, wide)]).toEqual(moved);
    });
  });

  it('resamples nothing where it only shifts', () => {
    const board = {
      width: 8,
      height: 8,
      pixels: Uint8Array.from({ length: 64 }, (_, at) => 255 * ((at + (at >> 3)) % 2)),
    };
    const greys = (options: AugmentOptions): number =>
      Array.from({ length: 20 }, (_, seed) => augment(options, createRandom(seed), board))
        .flatMap((pixels) => [...pixels])
        .filter((pixel) => pixel !== 0 && pixel !== 255).length;
    expect(greys({ flip: 0.5, shift: 0.3 })).toBe(0);
    expect(greys({ shift: 0.3, rotate: 10 })).toBeGreaterThan(0);
    expect(greys({ shift: 0.3, scale: 0.1 })).toBeGreaterThan(0);
  });

  it('mirrors first, then turns, then shifts', () => {
    const image = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 };
    const options = { flip: 0.5, rotate: 90, shift: 1 / 3 };
    expect([...augment(options, only('flip', 'rotate'), image)]).toEqual([9, 6, 3, 8, 5, 2, 7, 4, 1]);
    expect([...augment(options, only('flip', 'shiftX'), image)]).toEqual([3, 3, 2, 6, 6, 5, 9, 9, 8]);
    expect([...augment(options, only('rotate', 'shiftY'), image)]).toEqual([7, 4, 1, 7, 4, 1, 8, 5, 2]);
    expect([...augment(options, only('flip', 'rotate', 'shiftX'), image)]).toEqual([9, 9, 6, 8, 8, 5, 7, 7, 4]);
  });

  it('changes nothing where a draw falls on the border of no chance', () => {
    expect([...augment({}, always(0))]).toEqual([...face.pixels]);
    expect([...augment({ erase: 1 }, only('erase'))]).not.toEqual([...face.pixels]);
  });

  it('scales about the centre', () => {
    const dot = { pixels: new Uint8Array(49 * 49), width: 49, height: 49 };
    for (let y = 20; y < 29; y++) dot.pixels.fill(255, y * 49 + 20, y * 49 + 29);
    const area = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / 255;
    expect(area(augment({ scale: 0.5 }, always(LARGEST), dot))).toBeCloseTo(81 * 2.25, -1);
    // Every other pixel of the square is seen, along both axes: 20, 22, 24, 26 and 28.
    expect(area(augment({ scale: 0.5 }, always(0), dot))).toBe(25);
  });

  it('adds brightness and stretches contrast about the mean, within 0 to 255', () => {
    const image = { pixels: Uint8Array.of(0, 100, 110, 250), width: 2, height: 2 };
    expect([...augment({ brightness: 0.2 }, always(LARGEST), image)]).toEqual([51, 151, 161, 255]);
    expect([...augment({ brightness: 0.2 }, always(0), image)]).toEqual([0, 49, 59, 199]);
    expect([...augment({ contrast: 0.5 }, always(0), image)]).toEqual([58, 108, 113, 183]);
  });

  it('erases a rectangle of the allowed size, now and then', () => {
    const grey = { pixels: new Uint8Array(48 * 48).fill(128), width: 48, height: 48 };
    const random = createRandom(9);
    let erased = 0;
    for (let k = 0; k < 300; k++) {
      const changed = [...augment({ erase: 0.5, eraseArea: 0.3 }, random, grey)].flatMap((value, at) =>
        value === 128 ? [] : [at],
      );
      if (changed.length === 0) continue;
      erased += 1;
      const columns = changed.map((at) => at % 48);
      const lines = changed.map((at) => Math.floor(at / 48));
      const wide = Math.max(...columns) - Math.min(...columns) + 1;
      const high = Math.max(...lines) - Math.min(...lines) + 1;
      expect((wide * high) / 2304).toBeLessThan(0.32);
      // Noise, of which one pixel in 256 keeps its value by chance.
      expect(changed.length).toBeGreaterThan(0.9 * wide * high);
    }
    expect(erased).toBeGreaterThan(110);
    expect(erased).toBeLessThan(190);
  });

  it('leaves the luck of one change alone when another is switched on', () => {
    const turned = augment({ rotate: 10 }, createRandom(4));
    const bright = augment({ rotate: 10, brightness: 0.05 }, createRandom(4));
    const shift = differ(turned, bright);
    expect(Math.max(...turned.map((value, k) => Math.abs(value - bright[k]!)))).toBeLessThanOrEqual(
      Math.ceil(shift) + 1,
    );
  });

  it('keeps a face a face with the defaults', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(differ(augment(augmentDefaults, createRandom(seed)), face.pixels)).toBeLessThan(80);
    }
  });

  it('refuses a target of another size', async () => {
    const call = (): void => augmentImage(face, new Uint8Array(10), augmentOff, createRandom(1));
    expect((await catchError('OPTION_INVALID', call)).details).toMatchObject({
      option: 'target',
      expected: '2304 bytes, one per pixel of the source',
      received: '10 bytes',
    });
  });
});

describe('augmentation options', () => {
  it('have defaults, and every documented range is checked', async () => {
    expect(resolveAugmentOptions()).toEqual(augmentDefaults);
    expect(resolveAugmentOptions({ flip: 1, fill: 0 })).toEqual({ ...augmentDefaults, flip: 1, fill: 0 });
    const ranges: readonly (readonly [keyof AugmentOptions, number, number])[] = [
      ['flip', 0, 1],
      ['shift', 0, 1],
      ['rotate', 0, 180],
      ['scale', 0, 0.99],
      ['erase', 0, 1],
      ['eraseArea', 0.02, 1],
      ['brightness', 0, 1],
      ['contrast', 0, 1],
      ['fill', 0, 255],
    ];
    for (const [name, low, high] of ranges) {
      for (const value of [low, high]) expect(resolveAugmentOptions({ [name]: value })[name]).toBe(value);
      for (const value of [low - 0.01, high + 0.01, Number.NaN]) {
        const error = await catchError('OPTION_INVALID', () => resolveAugmentOptions({ [name]: value }));
        expect(error.details).toMatchObject({ option: `augment.${name}`, received: `${value}` });
        expect(error.details.expected).toContain(`a number from ${low} to ${high}`);
      }
    }
  });
});
