import { describe, expect, test } from 'vitest';
import { averageFaces, intersectionOverUnion } from '#core/faces/Face';
import { mergeOverlapping } from '#core/faces/BlazeFaceDetector';
import { createFace } from './createFace';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('intersection over union', () => {
  test.each([
    ['the same box', box(3, 4, 10, 10), 1],
    ['half of it', box(3, 4, 10, 5), 0.5],
    ['a box shifted by half', box(8, 4, 10, 10), 1 / 3],
    ['a box that only touches', box(13, 4, 10, 10), 0],
    ['a box elsewhere', box(100, 100, 10, 10), 0],
    ['a box to its upper left', box(-100, -100, 5, 5), 0],
  ])('of %s', (_, other, expected) => {
    expect(intersectionOverUnion(box(3, 4, 10, 10), other)).toBeCloseTo(expected, 12);
    expect(intersectionOverUnion(other, box(3, 4, 10, 10))).toBeCloseTo(expected, 12);
  });
});

describe('detections of the same face', () => {
  test('become their mean by score, and keep the highest score', () => {
    const [merged, ...others] = mergeOverlapping(
      [createFace(110, 50, 100, { score: 0.3 }), createFace(100, 50, 100, { score: 0.9 })],
      0.3,
    );
    expect(others).toEqual([]);
    expect(merged!.score).toBe(0.9);
    expect(merged!.box.x).toBeCloseTo((0.9 * 100 + 0.3 * 110) / 1.2, 10);
    expect(merged!.landmarks!.nose.x).toBeCloseTo((0.9 * 150 + 0.3 * 160) / 1.2, 10);
    expect(merged!.landmarks!.nose.y).toBeCloseTo(100, 10);
  });

  test('are kept apart from those of a neighbour, and the highest score comes first', () => {
    const faces = [
      createFace(0, 0, 50, { score: 0.7 }),
      createFace(200, 0, 50, { score: 0.95 }),
      createFace(4, 0, 50, { score: 0.65 }),
      createFace(35, 0, 50, { score: 0.8 }),
    ];
    const merged = mergeOverlapping(faces, 0.3);
    expect(merged.map(({ score }) => score)).toEqual([0.95, 0.8, 0.7]);
    expect(merged[0]!.box).toEqual(faces[1]!.box);
    expect(faces[0]).toEqual(createFace(0, 0, 50, { score: 0.7 }));
  });

  test('of no faces are no faces', () => {
    expect(mergeOverlapping([], 0.3)).toEqual([]);
  });

  test('have landmarks only where all of them have', () => {
    const mean = averageFaces([createFace(0, 0, 10), { ...createFace(2, 0, 10), landmarks: null }], [1, 1]);
    expect(mean).toMatchObject({ landmarks: null, box: { x: 1, y: 0, width: 10, height: 10 } });
  });
});
