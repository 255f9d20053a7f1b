import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { createRandom, drawSyntheticFace, EXPRESSIONS } from '@ferkit/core/datasets';
import { addNoise } from '#core/datasets/degrade/addNoise';
import { blurPixels } from '#core/datasets/degrade/blurPixels';
import { changeContrast, changeGamma } from '#core/datasets/degrade/changeTone';
import { downscalePixels } from '#core/datasets/degrade/downscalePixels';
import { compressPixels } from '#core/datasets/degrade/compressPixels';
import { coverPatch } from '#core/datasets/degrade/coverPatch';
import { exponential, logarithm } from '#core/datasets/degrade/portableMath';
import { resizeGray } from '#core/images/resizeGray';

const face = drawSyntheticFace('surprise', { seed: 3, size: 48 });
const copyOfFace = (): Uint8Array => Uint8Array.from(face.pixels);
const greys = Uint8Array.from({ length: 256 }, (_, grey) => grey);
/** A picture with fine detail, of any size. */
const textured = (width: number, height: number): Uint8Array => {
  const random = createRandom(11);
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Math.min(
      255,
      Math.max(0, Math.round(128 + 80 * Math.sin(at / 3) * Math.cos(at / width / 4) + 20 * random.normal())),
    ),
  );
};

describe('arithmetic that is the same everywhere', () => {
  it('agrees with Math.exp and Math.log', () => {
    for (let x = -700; x <= 0; x += 0.37) expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 9);
    expect(exponential(0)).toBe(1);
    for (const x of [1e-9, 1 / 255, 0.5, 0.75, 0.9999, 1, 1.5, 2, 255, 1e9]) {
      expect(logarithm(x)).toBeCloseTo(Math.log(x), 12);
    }
  });
});

describe('noise', () => {
  it.each([5, 10, 20])('of %d grey levels is Gaussian, with that deviation and no bias', (deviation) => {
    const pixels = new Uint8Array(400_001).fill(128);
    addNoise(pixels, deviation, createRandom(1));
    const moment = (power: number): number =>
      pixels.reduce((sum, pixel) => sum + (pixel - 128) ** power, 0) / pixels.length;
    expect(Math.abs(moment(1))).toBeLessThan(deviation / 200);
    // Rounding to whole greys adds a twelfth to the variance.
    expect(Math.sqrt(moment(2) - 1 / 12) / deviation).toBeCloseTo(1, 2);
    expect(Math.abs(moment(3) / deviation ** 3)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) / (moment(2) * moment(2)) - 3)).toBeLessThan(1);
    // The share beyond one and two deviations of a normal distribution.
    const beyond = (distance: number): number =>
      pixels.filter((pixel) => Math.abs(pixel - 128) > distance).length / pixels.length;
    expect(beyond(1.1 * deviation)).toBeCloseTo(0.2713, 1);
    expect(beyond(2 * deviation + 0.5)).toBeGreaterThan(0.03);
    expect(beyond(2 * deviation + 0.5)).toBeLessThan(0.0455);
  });

  it('of neighbours is independent', () => {
    const pixels = new Uint8Array(200_000).fill(128);
    addNoise(pixels, 20, createRandom(2));
    for (const lag of [1, 2, 48]) {
      let sum = 0;
      for (let at = lag; at < pixels.length; at++) sum += (pixels[at]! - 128) * (pixels[at - lag]! - 128);
      expect(Math.abs(sum / pixels.length / 400)).toBeLessThan(0.01);
    }
  });

  it('follows from the seed and stays within 0 to 255', () => {
    const one = Uint8Array.of(0, 255, 128, 0, 255);
    const other = one.slice();
    addNoise(one, 40, createRandom(4, 2));
    addNoise(other, 40, createRandom(4, 2));
    expect(one).toEqual(other);
    addNoise(other, 0, createRandom(5));
    expect(one).toEqual(other);
    const third = Uint8Array.from({ length: 8 }, (_, at) => 16 * at + 64);
    addNoise(third, 10, createRandom(1));
    // The same on every platform.
    expect([...third]).toMatchInlineSnapshot(`
      [
        57,
        71,
        80,
        133,
        128,
        133,
        159,
        183,
      ]
    `);
  });
});

describe('blur', () => {
  it.each([0.3, 0.8, 1.5, 4])('of sigma %d equals a Gaussian convolution in two dimensions', (sigma) => {
    const [width, height] = [21, 13];
    const pixels = textured(width, height);
    const blurred = pixels.slice();
    blurPixels(blurred, width, height, sigma);
    const radius = Math.ceil(3 * sigma);
    const at = (x: number, y: number): number =>
      pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        let weights = 0;
        for (let v = -radius; v <= radius; v++) {
          for (let u = -radius; u <= radius; u++) {
            const weight = Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
            sum += weight * at(x + u, y + v);
            weights += weight;
          }
        }
        expect(Math.abs(blurred[y * width + x]! - sum / weights)).toBeLessThan(0.53);
      }
    }
  });

  it('of sigma 0 changes nothing, and of a uniform picture neither', () => {
    const pixels = copyOfFace();
    blurPixels(pixels, 48, 48, 0);
    expect(pixels).toEqual(copyOfFace());
    for (const grey of [0, 77, 255]) {
      const uniform = new Uint8Array(48 * 48).fill(grey);
      blurPixels(uniform, 48, 48, 2.3);
      expect(new Set(uniform)).toEqual(new Set([grey]));
    }
  });
});

describe('a small face', () => {
  it.each([1, 24, 32, 47])('of %d pixels is the face resized down and up again', (side) => {
    const pixels = copyOfFace();
    downscalePixels(pixels, 48, 48, side);
    expect(pixels).toEqual(resizeGray(resizeGray(face, side, side), 48, 48).pixels);
  });

  it('keeps the proportions of a picture that is no square', () => {
    const wide = { pixels: textured(40, 20), width: 40, height: 20 };
    const pixels = wide.pixels.slice();
    downscalePixels(pixels, 40, 20, 10);
    expect(pixels).toEqual(resizeGray(resizeGray(wide, 10, 5), 40, 20).pixels);
  });

  it('as large as the picture changes nothing', () => {
    const pixels = copyOfFace();
    downscalePixels(pixels, 48, 48, 48);
    downscalePixels(pixels, 48, 48, 60);
    expect(pixels).toEqual(copyOfFace());
  });
});

describe('JPEG', () => {
  const throughCodec = async (
    pixels: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    quality: number,
  ) => {
    const file = await sharp(pixels, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .jpeg({ quality, mozjpeg: false })
      .toBuffer();
    return sharp(file).toColourspace('b-w').raw().toBuffer();
  };
  const pictures = [
    ...EXPRESSIONS.map((label, seed) => [drawSyntheticFace(label, { seed, size: 48 }).pixels, 48, 48] as const),
    [textured(64, 40), 64, 40] as const,
    [textured(45, 51), 45, 51] as const,
  ];
  it.each([1, 5, 10, 30, 49, 50, 75, 90, 100])('of quality %d gives the pixels of libjpeg', async (quality) => {
    const differences = new Map<number, number>();
    for (const [picture, width, height] of pictures) {
      const expected = await throughCodec(picture, width, height, quality);
      const compressed = Uint8Array.from(picture);
      compressPixels(compressed, width, height, quality);
      expected.forEach((pixel, at) => {
        const difference = Math.abs(pixel - compressed[at]!);
        differences.set(difference, (differences.get(difference) ?? 0) + 1);
      });
    }
    const counts = [...differences];
    const pixels = counts.reduce((sum, [, count]) => sum + count, 0);
    const beyondOne = counts.reduce((sum, [difference, count]) => sum + (difference > 1 ? count : 0), 0);
    const mean = counts.reduce((sum, [difference, count]) => sum + difference * count, 0) / pixels;
    // In few blocks rounding puts a coefficient one step apart.
    expect(beyondOne / pixels).toBeLessThan(0.025);
    expect(mean).toBeLessThan(0.15);
  });

  it('keeps a uniform picture at full quality', () => {
    const uniform = new Uint8Array(64).fill(77);
    compressPixels(uniform, 8, 8, 100);
    expect(new Set(uniform)).toEqual(new Set([77]));
  });
});

describe('tone', () => {
  test.each([
    [1.8, 127.5],
    [0.5, 255],
    [3, 255],
    [1, 255],
  ])('gamma is a power: %d, to the white %d', (gamma, white) => {
    const pixels = greys.slice();
    changeGamma(pixels, gamma, white);
    expect([...pixels]).toEqual([...greys].map((grey) => Math.round(white * (grey / 255) ** gamma)));
  });

  test('contrast is a gain about mid-grey, with an offset', () => {
    const flat = greys.slice();
    changeContrast(flat, 0.35, 110);
    expect([...flat]).toEqual([...greys].map((grey) => Math.round(110 + 0.35 * (grey - 128))));
    const steep = greys.slice();
    changeContrast(steep, 2);
    expect([steep[0], steep[64], steep[100], steep[128], steep[255]]).toEqual([0, 0, 72, 128, 255]);
  });
});

test.each([
  ['in the first corner', [2, 0, 0], [0, 1, 6, 7]],
  ['in the last corner', [2, 0.999, 0.999], [22, 23, 28, 29]],
  ['in between', [2, 0.6, 0.3], [9, 10, 15, 16]],
  ['of at least one pixel', [0.2, 0, 0], [0]],
  ['of at most the shorter side', [50, 0.5, 0], Array.from({ length: 30 }, (_, at) => at).filter((at) => at % 6 > 0)],
] as const)('a patch covers its square only: %s', (_, [side, across, down], covered) => {
  const pixels = new Uint8Array(6 * 5).fill(9);
  coverPatch(pixels, 6, 5, side, across, down, 128);
  expect([...pixels].flatMap((pixel, at) => (pixel === 128 ? [at] : []))).toEqual(covered);
});
