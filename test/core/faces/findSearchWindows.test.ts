import { describe, expect, test } from 'vitest';
import type { Face } from '@ferkit/core';
import type { RgbaImage } from '@ferkit/core/datasets';
import { findSearchWindows } from '#core/faces/findSearchWindows';
import { fitToDetector, inputSizeOf } from '#core/faces/fitToDetector';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { createFace } from './createFace';

const LONG_SIDE = 512;

const faceOf = ({ x, y, size }: ScenePerson): Face =>
  createFace(x - 0.42 * size, y - 0.35 * size, 0.84 * size, { score: 0.95 });

const search = (image: RgbaImage, faces: readonly Face[], hints: readonly Face[] = []) =>
  findSearchWindows(image, fitToDetector(image, 192), faces, hints, LONG_SIDE);

/** Share of the large input that is searched. */
function shareOf(image: RgbaImage, parts: ReturnType<typeof search>): number {
  const whole = inputSizeOf(image, LONG_SIDE);
  return parts.reduce((sum, { width, height }) => sum + width * height, 0) / (whole.width * whole.height);
}

/** True if a part holds all of a face. */
function holds(image: RgbaImage, parts: ReturnType<typeof search>, { box }: Face): boolean {
  const { left, top, inner } = inputSizeOf(image, LONG_SIDE);
  const scale = inner.width / image.width;
  const [x, y] = [left + box.x * scale, top + box.y * scale];
  return parts.some(
    (part) =>
      part.left <= x &&
      part.top <= y &&
      x + box.width * scale <= part.left + part.width &&
      y + box.height * scale <= part.top + part.height,
  );
}

const person = { x: 320, y: 220, size: 240 };

describe('the search for small faces', () => {
  test('skips a picture without contrast', () => {
    expect(search(drawScene(640, 480, []), [])).toEqual([]);
  });

  test('takes all of a picture that has contrast everywhere', () => {
    const pixels = Uint8Array.from({ length: 640 * 480 * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : (((at >> 2) % 640) >> 3) % 2 === 0 ? 30 : 220,
    );
    const image = { pixels, width: 640, height: 480 };
    expect(search(image, [])).toEqual([{ left: 0, top: 0, width: 512, height: 384 }]);
  });

  test('skips the head of a person near the camera, unless its face is unsure', () => {
    const image = drawScene(640, 480, [person]);
    const face = faceOf(person);
    expect(shareOf(image, search(image, [face]))).toBeLessThan(0.2);
    const unsure = search(image, [{ ...face, score: 0.6 }]);
    expect(holds(image, unsure, face)).toBe(true);
  });

  test.each([
    ['beside it', { x: 560, y: 120, size: 40 }],
    ['above it', { x: 330, y: 30, size: 40 }],
    ['in front of the body', { x: 330, y: 430, size: 40 }],
    ['in the corner', { x: 22, y: 458, size: 40 }],
  ])('finds the place of a small face %s', (_, small) => {
    const image = drawScene(640, 480, [person, small]);
    const parts = search(image, [faceOf(person)]);
    expect(holds(image, parts, faceOf(small))).toBe(true);
    expect(shareOf(image, parts)).toBeLessThan(0.6);
  });

  test('takes parts of the input that start and end at the cells of the network', () => {
    const small = { x: 560, y: 120, size: 40 };
    for (const [width, height] of [
      [640, 480],
      [853, 640],
      [701, 467],
    ] as const) {
      const image = drawScene(width, height, [small]);
      for (const part of search(image, [])) {
        for (const number of Object.values(part)) expect(number % 32).toBe(0);
        const whole = inputSizeOf(image, LONG_SIDE);
        expect(part.left + part.width).toBeLessThanOrEqual(whole.width);
        expect(part.top + part.height).toBeLessThanOrEqual(whole.height);
      }
    }
  });

  test('takes the surroundings of a hint', () => {
    const image = drawScene(640, 480, []);
    const hint = createFace(400, 300, 40, { score: 0.3 });
    expect(holds(image, search(image, [], [hint]), hint)).toBe(true);
  });
});
