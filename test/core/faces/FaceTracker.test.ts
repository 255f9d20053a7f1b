import { describe, expect, test } from 'vitest';
import { FaceTracker } from '@ferkit/core';
import { createFace } from './createFace';

describe('tracking faces', () => {
  test('starts with a high score, and continues with a lower one', () => {
    const tracker = new FaceTracker();
    expect(tracker.update([createFace(0, 0, 100, { score: 0.59 })], 0)).toEqual([]);
    expect(tracker.update([createFace(0, 0, 100, { score: 0.6 })], 100)).toMatchObject([{ track: 1 }]);
    expect(tracker.update([createFace(0, 0, 100, { score: 0.4 })], 200)).toMatchObject([{ track: 1, score: 0.4 }]);
    expect(tracker.update([createFace(0, 0, 100, { score: 0.39 })], 300)).toEqual([]);
  });

  test('smooths box and landmarks by the previous frames', () => {
    const tracker = new FaceTracker({ smoothing: 0.6 });
    tracker.update([createFace(0, 0, 100)], 0);
    const [second] = tracker.update([createFace(10, 20, 110)], 100);
    expect(second!.box.x).toBeCloseTo(4, 10);
    expect(second!.box.y).toBeCloseTo(8, 10);
    expect(second!.box.width).toBeCloseTo(104, 10);
    expect(second!.landmarks!.nose.x).toBeCloseTo(0.6 * 50 + 0.4 * 65, 10);
    const [third] = tracker.update([createFace(10, 20, 110)], 200);
    expect(third!.box.x).toBeCloseTo(0.6 * 4 + 0.4 * 10, 10);
  });

  test('returns detections unchanged if smoothing is 0', () => {
    const tracker = new FaceTracker({ smoothing: 0 });
    tracker.update([createFace(0, 0, 100)], 0);
    expect(tracker.update([createFace(10, 0, 100)], 100)[0]!.box.x).toBe(10);
  });

  test('jumps to a fast face instead of lagging behind it', () => {
    const tracker = new FaceTracker({ smoothing: 0.9 });
    tracker.update([createFace(0, 0, 100)], 0);
    for (let step = 1; step <= 5; step++) {
      const [face] = tracker.update([createFace(40 * step, 0, 100)], 100 * step);
      expect(face!.track).toBe(1);
      expect(Math.abs(face!.box.x - 40 * step)).toBeLessThan(54);
    }
  });

  test('starts a new track for a face elsewhere', () => {
    const tracker = new FaceTracker();
    tracker.update([createFace(0, 0, 100)], 0);
    expect(tracker.update([createFace(300, 0, 100)], 100)).toMatchObject([{ track: 2, box: { x: 300 } }]);
  });

  test('keeps neighbours apart, in whatever order they are detected', () => {
    const tracker = new FaceTracker();
    tracker.update([createFace(0, 0, 100, { score: 0.9 }), createFace(90, 0, 100, { score: 0.8 })], 0);
    const faces = tracker.update(
      [createFace(95, 0, 100, { score: 0.9 }), createFace(5, 0, 100, { score: 0.7 }), createFace(400, 0, 100)],
      100,
    );
    expect(faces.map(({ track, score }) => [track, score])).toEqual([
      [1, 0.7],
      [2, 0.9],
      [3, 0.9],
    ]);
  });

  test('continues a track within half a second, and not later', () => {
    const tracker = new FaceTracker();
    tracker.update([createFace(0, 0, 100)], 1000);
    expect(tracker.update([], 1400)).toEqual([]);
    expect(tracker.isTracking(1)).toBe(true);
    expect(tracker.update([createFace(0, 0, 100)], 1500)).toMatchObject([{ track: 1 }]);
    expect(tracker.update([createFace(0, 0, 100)], 2001)).toMatchObject([{ track: 2 }]);
    expect(tracker.isTracking(1)).toBe(false);
  });

  test('ends all tracks on reset, and reuses no number', () => {
    const tracker = new FaceTracker();
    tracker.update([createFace(0, 0, 100)], 0);
    tracker.reset();
    expect(tracker.update([createFace(0, 0, 100)], 100)).toMatchObject([{ track: 2, box: { x: 0 } }]);
  });

  test.each([
    ['startScore', 1.1],
    ['keepScore', 0.7],
    ['minOverlap', 0],
    ['maxGap', NaN],
    ['smoothing', 1],
  ])('refuses %s = %s', (option, value) => {
    expect(() => new FaceTracker({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', details: expect.objectContaining({ option }) as unknown }),
    );
  });
});
