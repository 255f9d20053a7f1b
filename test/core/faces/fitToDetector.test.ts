import { describe, expect, test } from 'vitest';
import { decodeFaces } from '#core/faces/decodeFaces';
import { fitToDetector, flattenOverWhite } from '#core/faces/fitToDetector';
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
  test('is composited over white', () => {
    const image = { pixels: Uint8Array.of(0, 100, 200, 255, 0, 100, 200, 0, 0, 100, 200, 51), width: 3, height: 1 };
    expect([...flattenOverWhite(image).pixels]).toEqual([0, 100, 200, 255, 255, 255, 255, 255, 204, 224, 244, 255]);
    expect(image.pixels[4]).toBe(0);
  });

  test('of an opaque image costs no copy', () => {
    const image = fill(3, 2, [1, 2, 3, 255]);
    expect(flattenOverWhite(image)).toBe(image);
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
