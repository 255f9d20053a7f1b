import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { openPlainAverager, openWasmAverager, type RowAverager } from '#core/faces/averageRows';
import { decodeFaces } from '#core/faces/decodeFaces';
import { fitToDetector } from '#core/faces/fitToDetector';
import { resizeGray } from '#core/images/resizeGray';
import { toColor } from '#core/images/GrayImage';
import type { RgbaImage } from '@ferkit/core/datasets';
import { drawPattern } from '../inference/drawPattern';

const fill = (width: number, height: number, color: readonly number[]): RgbaImage => ({
  pixels: Uint8Array.from({ length: width * height * 4 }, (_, at) => color[at % 4]!),
  width,
  height,
});

describe('fitting an image to the network', () => {
  test.each([
    [640, 480, 160, { width: 160, height: 128, left: 0, top: 4 }],
    [480, 640, 160, { width: 128, height: 160, left: 4, top: 0 }],
    [1280, 720, 512, { width: 512, height: 288, left: 0, top: 0 }],
    [100, 100, 192, { width: 192, height: 192, left: 0, top: 0 }],
    [5000, 3, 160, { width: 160, height: 32, left: 0, top: 15 }],
  ])('of %i x %i to %i', (width, height, longSide, expected) => {
    const input = fitToDetector(fill(width, height, [255, 0, 0, 255]), longSide);
    expect(input).toMatchObject(expected);
    expect(input.pixels).toHaveLength(input.width * input.height * 3);
    expect(input.scaleX).toBeCloseTo(width / (input.width - 2 * input.left), 10);
  });

  test('scales colours to [-1, 1] and pads with mid-grey', () => {
    const { pixels, width, left, top } = fitToDetector(fill(640, 480, [255, 0, 51, 255]), 160);
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
    expect(at(80, top - 1)).toEqual([0, 0, 0]);
    for (const [x, y] of [
      [left, top],
      [80, 60],
      [159, 123],
    ] as const) {
      [1, -1, -0.6].forEach((value, channel) => expect(at(x, y)[channel]).toBeCloseTo(value, 5));
    }
    expect(at(80, 124)).toEqual([0, 0, 0]);
  });

  test('averages like the preprocessing of the classifier', () => {
    const image = drawPattern(320, 1);
    const small = resizeGray(image, 96, 96);
    const { pixels, width } = fitToDetector(toColor(image), 96);
    expect(width).toBe(96);
    const differences = pixels.map((value, at) => Math.abs((value + 1) * 127.5 - small.pixels[Math.floor(at / 3)]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(0.501);
  });
});

describe('transparency', () => {
  /** The pixels of an image that is as wide as the input, so that none is resized. */
  const pixelsOf = (image: RgbaImage): number[][] => {
    const { pixels, width, left, top } = fitToDetector(image, Math.max(image.width, image.height));
    return Array.from({ length: image.width * image.height }, (_, k) => {
      const at = ((top + Math.floor(k / image.width)) * width + left + (k % image.width)) * 3;
      return Array.from(pixels.subarray(at, at + 3), (value) => Math.round((value + 1) * 127.5));
    });
  };

  test('is composited over white', () => {
    const image = fill(32, 2, [0, 100, 200, 255]);
    image.pixels[4 + 3] = 0;
    image.pixels[(32 + 31) * 4 + 3] = 51;
    const pixels = pixelsOf(image);
    expect([pixels[0], pixels[1], pixels[2]]).toEqual([
      [0, 100, 200],
      [255, 255, 255],
      [0, 100, 200],
    ]);
    expect(pixels[32 + 31]).toEqual([204, 224, 244]);
    expect(image.pixels[7]).toBe(0);
  });

  test('far down in a large picture too', () => {
    const image = fill(640, 480, [10, 20, 30, 255]);
    for (let x = 0; x < 640; x++) image.pixels[(400 * 640 + x) * 4 + 3] = 0;
    const { pixels, width, top } = fitToDetector(image, 160);
    const at = (y: number): number => pixels[((top + y) * width + 77) * 3]! * 127.5 + 127.5;
    expect(at(99)).toBeCloseTo(10, 3);
    expect(at(100)).toBeCloseTo(10 + 245 / 4, 3);
    expect(at(101)).toBeCloseTo(10, 3);
  });
});

describe('averaging areas', () => {
  const noise = (width: number, height: number): RgbaImage => {
    const random = createRandom(7);
    const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : Math.floor(random.next() * 256),
    );
    return { pixels, width, height };
  };
  const sizes = [
    [640, 480, 160],
    [640, 480, 512],
    [1200, 900, 192],
    [333, 251, 192],
    [90, 100, 160],
    [1, 700, 160],
    [3001, 2, 96],
  ] as const;

  test.each(sizes)('of %i x %i to %i is exact', (width, height, longSide) => {
    const image = noise(width, height);
    const input = fitToDetector(image, longSide);
    const inner = { width: Math.round(width / input.scaleX), height: Math.round(height / input.scaleY) };
    for (let channel = 0; channel < 3; channel++) {
      const plane = image.pixels.filter((_, at) => at % 4 === channel);
      const expected = resizeGray({ pixels: plane, width, height }, inner.width, inner.height);
      for (let y = 0; y < inner.height; y++) {
        for (let x = 0; x < inner.width; x++) {
          const value = input.pixels[((input.top + y) * input.width + input.left + x) * 3 + channel]!;
          const difference = Math.abs((value + 1) * 127.5 - expected.pixels[y * inner.width + x]!);
          if (difference > 0.5001) expect.fail(`off by ${difference} at ${x}, ${y}`);
        }
      }
    }
  });

  test.each(sizes)('of %i x %i to %i has the same bits in WebAssembly and in JavaScript', (width, height, longSide) => {
    const image = noise(width, height);
    const bits = (averager: RowAverager | undefined): Buffer =>
      Buffer.from(fitToDetector(image, longSide, undefined, averager).pixels.buffer);
    expect(bits(openWasmAverager()).equals(bits(openPlainAverager()))).toBe(true);
  });

  test.each([
    [300, 200, 192, { left: 32, top: 32, width: 96, height: 64 }],
    [853, 1280, 512, { left: 0, top: 64, width: 128, height: 448 }],
    [853, 1280, 512, { left: 224, top: 0, width: 128, height: 32 }],
  ])('of a part of %i x %i gives the numbers of that part', (width, height, longSide, part) => {
    const image = noise(width, height);
    const [whole, input] = [fitToDetector(image, longSide), fitToDetector(image, longSide, part)];
    expect(input).toMatchObject({ width: part.width, height: part.height });
    for (let y = 0; y < part.height; y++) {
      const at = ((part.top + y) * whole.width + part.left) * 3;
      const [row, expected] = [
        input.pixels.subarray(y * part.width * 3, (y + 1) * part.width * 3),
        whole.pixels.subarray(at, at + part.width * 3),
      ];
      expect(Buffer.compare(Buffer.from(row), Buffer.from(expected))).toBe(0);
    }
    expect(input.left).toBe(whole.left - part.left);
    expect(input.top).toBe(whole.top - part.top);
    expect([input.scaleX, input.scaleY]).toEqual([whole.scaleX, whole.scaleY]);
  });

  test('by the module that belongs to its source (else: node scripts/buildRowAverage.mjs)', () => {
    const read = (name: string): Buffer =>
      readFileSync(new URL(`../../../packages/core/src/faces/${name}`, import.meta.url));
    const digest = createHash('sha256').update(read('assembly/averageRows.as')).digest('hex');
    expect(read('averageRowsBinary.generated.ts').toString()).toContain(digest);
  });
});

describe('decoding the output of the network', () => {
  const input = { width: 160, height: 128, left: 0, top: 4, scaleX: 4, scaleY: 4 };
  const columns = 10;
  const predictions = columns * 8 * 2;

  /** The second anchor of the cell in column 3 of row 2. */
  const prediction = (2 * columns + 3) * 2 + 1;
  const output = (logit: number, numbers: readonly number[]) => {
    const scores = new Float32Array(predictions).fill(-20);
    const boxes = new Float32Array(predictions * 16);
    scores[prediction] = logit;
    boxes.set(numbers, prediction * 16);
    return { stride: 16, anchors: 2, scores, boxes };
  };
  const numbers = [1, -2, 30, 32, -8, -6, 8, -6, 0, 0, 0, 10, -14, 0, 14, 0];

  test('places box and landmarks in the image', () => {
    const [face, ...others] = decodeFaces(output(2, numbers), input, { minScore: 0.6, maxWidth: Infinity });
    expect(others).toEqual([]);
    // The cell's centre is at (56, 40) of the input.
    expect(face!.box).toEqual({ x: (57 - 15) * 4, y: (38 - 4 - 16) * 4, width: 120, height: 128 });
    expect(face!.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    expect(face!.landmarks).toEqual({
      rightEye: { x: 48 * 4, y: 30 * 4 },
      leftEye: { x: 64 * 4, y: 30 * 4 },
      nose: { x: 56 * 4, y: 36 * 4 },
      mouth: { x: 56 * 4, y: 46 * 4 },
      rightEar: { x: 42 * 4, y: 36 * 4 },
      leftEar: { x: 70 * 4, y: 36 * 4 },
    });
  });

  test('drops predictions with a low score, tiny ones, and those of another pass', () => {
    const count = (logit: number, width: number, maxWidth = Infinity): number =>
      decodeFaces(output(logit, numbers.with(2, width)), input, { minScore: 0.6, maxWidth }).length;
    const edge = Math.log(0.6 / 0.4);
    expect([count(edge + 0.01, 30), count(edge - 0.01, 30)]).toEqual([1, 0]);
    expect([count(2, 9), count(2, 8.9)]).toEqual([1, 0]);
    expect([count(2, 63.9, 64), count(2, 64, 64)]).toEqual([1, 0]);
  });
});
