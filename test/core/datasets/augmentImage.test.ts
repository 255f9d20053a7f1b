import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  augmentDefaults,
  augmentImage,
  augmentOff,
  type AugmentOptions,
  augmentPoorFaces,
  type AugmentRange,
  createRandom,
  drawSyntheticFace,
  type Random,
} from '@ferkit/core/datasets';
import { resolveAugmentOptions } from '#core/datasets/AugmentOptions';
import { addNoise } from '#core/datasets/degrade/addNoise';
import { blurPixels } from '#core/datasets/degrade/blurPixels';
import { changeContrast, changeGamma } from '#core/datasets/degrade/changeTone';
import { downscalePixels } from '#core/datasets/degrade/downscalePixels';
import { compressPixels } from '#core/datasets/degrade/compressPixels';
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
      expected: '2304 bytes, as many as the source has',
      received: '10 bytes',
    });
  });
});

describe('degradation', () => {
  const always = (amount: number): AugmentRange => ({ probability: 1, from: amount, to: amount });

  it('changes no draw of the other augmentations, neither off nor on', () => {
    const hash = createHash('sha256');
    const target = new Uint8Array(48 * 48);
    const shared = createRandom(9);
    for (let k = 0; k < 200; k++) {
      augmentImage(face, target, augmentDefaults, createRandom(7, k));
      hash.update(target);
      augmentImage(face, target, { flip: 0.3, shift: 0.2, rotate: 0, scale: 0, erase: 0.8 }, shared);
      hash.update(target);
    }
    // Of the version before degradation.
    expect(hash.digest('hex')).toBe('d463a2b1813c997b2d46d276b5baca670818ba81bd889969fcb4b7e751b8212f');

    const [plain, degraded] = [createRandom(3), createRandom(3)];
    const options = { ...augmentOff, flip: 0.5, rotate: 20, erase: 1 };
    for (let k = 0; k < 5; k++) {
      const expected = augment(options, plain);
      changeContrast(expected, 0.5);
      expect(augment({ ...options, fade: always(0.5) }, degraded)).toEqual(expected);
    }
  });

  it.each<readonly [string, AugmentOptions, (pixels: Uint8Array) => void]>([
    ['gamma', { gamma: always(1.8) }, (pixels) => changeGamma(pixels, 1.8)],
    ['less light', { dim: always(0.5) }, (pixels) => changeGamma(pixels, 1, 127.5)],
    ['gamma and less light', { gamma: always(1.8), dim: always(0.5) }, (pixels) => changeGamma(pixels, 1.8, 127.5)],
    ['less contrast', { fade: always(0.35) }, (pixels) => changeContrast(pixels, 0.35)],
    ['blur', { blur: always(0.8) }, (pixels) => blurPixels(pixels, 48, 48, 0.8)],
    ['a small face', { downscale: always(24) }, (pixels) => downscalePixels(pixels, 48, 48, 24)],
    ['JPEG', { jpeg: always(30) }, (pixels) => compressPixels(pixels, 48, 48, 30)],
    [
      'all of them, in the order of a camera',
      { jpeg: always(30), downscale: always(32), blur: always(0.8), fade: always(0.5), dim: always(0.6) },
      (pixels) => {
        changeGamma(pixels, 1, 255 * 0.6);
        changeContrast(pixels, 0.5);
        blurPixels(pixels, 48, 48, 0.8);
        downscalePixels(pixels, 48, 48, 32);
        compressPixels(pixels, 48, 48, 30);
      },
    ],
  ])('is by %s', (_, options, degrade) => {
    const expected = Uint8Array.from(face.pixels);
    degrade(expected);
    expect(expected).not.toEqual(face.pixels);
    expect(augment(options)).toEqual(expected);
  });

  it('adds noise last but for the file, with numbers that nothing else takes', () => {
    const noisy = augment({ noise: always(10) });
    expect(differ(noisy, face.pixels)).toBeGreaterThan(6);
    expect(differ(noisy, face.pixels)).toBeLessThan(9);
    const levels = (value: number): Uint8Array => new Uint8Array(2304).fill(value);
    const flat = { pixels: levels(100), width: 48, height: 48 };
    const bright = augment({ noise: always(10) }, createRandom(1), flat);
    // The same noise where another degradation is on, too: a fade of mid-grey moves the level only.
    const faded = augment({ noise: always(10), fade: always(0.5) }, createRandom(1), flat);
    expect(faded).toEqual(bright.map((value) => value + 14));
    const direct = levels(100);
    addNoise(direct, 10, createRandom(77));
    expect(differ(direct, levels(100))).toBeCloseTo(differ(bright, levels(100)), 0);
  });

  it('covers a square of one grey, anywhere in the image', () => {
    // Half as wide as the images whose pixels lengths are given in.
    const flat = { pixels: new Uint8Array(24 * 10).fill(128), width: 24, height: 10 };
    const places = new Set<number>();
    const greys = new Set<number>();
    for (let seed = 0; seed < 600; seed++) {
      const pixels = augment({ patch: always(14) }, createRandom(seed), flat);
      const covered = [...pixels].flatMap((value, at) => (value === 128 ? [] : [at]));
      if (covered.length === 0) continue;
      expect(covered).toHaveLength(7 * 7);
      expect(new Set(covered.map((at) => pixels[at])).size).toBe(1);
      expect(covered.at(-1)! - covered[0]!).toBe(6 * 24 + 6);
      places.add(covered[0]!);
      greys.add(pixels[covered[0]!]!);
    }
    // Of its first pixel: 18 columns and 4 rows.
    expect(places.size).toBe(18 * 4);
    expect(Math.max(...places)).toBe(3 * 24 + 17);
    expect(greys.size).toBeGreaterThan(200);
    const square = { pixels: new Uint8Array(24 * 24), width: 24, height: 24 };
    expect(new Set(augment({ patch: always(48) }, createRandom(1), square)).size).toBe(1);
  });

  it('gives lengths in pixels of an image of 48, so that larger images get the same look', () => {
    const large = drawSyntheticFace('surprise', { seed: 3, size: 96 });
    const options = { ...augmentOff, blur: always(0.8), downscale: always(24) };
    const expected = Uint8Array.from(large.pixels);
    blurPixels(expected, 96, 96, 1.6);
    downscalePixels(expected, 96, 96, 48);
    expect(augment(options, createRandom(1), large)).toEqual(expected);
  });

  it('meets the asked share of images, in amounts of the whole range', () => {
    const dot = { pixels: new Uint8Array(4).fill(255), width: 2, height: 2 };
    const whites = Array.from(
      { length: 4000 },
      (_, k) => augment({ dim: { probability: 0.3, from: 0.2, to: 0.8 } }, createRandom(5, k), dot)[0]!,
    );
    const dimmed = whites.filter((white) => white < 255);
    expect(dimmed.length / whites.length).toBeCloseTo(0.3, 1);
    expect(Math.min(...dimmed)).toBe(51);
    expect(Math.max(...dimmed)).toBeGreaterThanOrEqual(203);
    expect(dimmed.reduce((sum, white) => sum + white, 0) / dimmed.length / 255).toBeCloseTo(0.5, 1);
  });

  it('for small and poor faces leaves half of the images clean, and none unrecognisable', () => {
    const options = { ...augmentOff, ...augmentPoorFaces };
    const differences = Array.from({ length: 2000 }, (_, seed) =>
      differ(augment(options, createRandom(1, seed)), face.pixels),
    );
    const clean = differences.filter((difference) => difference === 0).length / differences.length;
    expect(clean).toBeGreaterThan(0.5);
    expect(clean).toBeLessThan(0.57);
    expect(Math.max(...differences)).toBeLessThan(128);
    expect(resolveAugmentOptions(augmentPoorFaces)).toEqual({ ...augmentDefaults, ...augmentPoorFaces });
  });
});
