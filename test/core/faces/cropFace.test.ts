import { describe, expect, test } from 'vitest';
import { cropFace, frameFace } from '@ferkit/core';
import { resizeGray } from '#core/images/resizeGray';
import { toColor } from '#core/images/GrayImage';
import type { GrayImage } from '@ferkit/core/datasets';
import { drawPattern } from '../inference/drawPattern';
import { createFace } from './createFace';

const size = { width: 48, height: 48 };
const level = (x: number, y: number, side: number, angle = 0) => ({ center: { x, y }, side, angle });
const at = ({ pixels, width }: GrayImage, x: number, y: number): number => pixels[y * width + x]!;
const furthest = (a: GrayImage, b: GrayImage): number =>
  Math.max(...Array.from(a.pixels, (tone, k) => Math.abs(tone - b.pixels[k]!)));
const ramp = (width: number, height: number, tone: (x: number, y: number) => number): GrayImage => ({
  pixels: Uint8Array.from({ length: width * height }, (_, k) => tone(k % width, Math.floor(k / width))),
  width,
  height,
});

describe('framing a face', () => {
  test('takes 1.17 of the width of its box, a tenth of that further up', () => {
    const frame = frameFace(createFace(100, 200, 100, { height: 120 }));
    expect(frame.side).toBeCloseTo(117, 10);
    expect(frame.center.x).toBeCloseTo(150, 10);
    expect(frame.center.y).toBeCloseTo(260 - 11.7, 10);
    expect(frame.angle).toBe(0);
  });

  test('turns with the eyes where it is asked to, and up is then where the head points', () => {
    const face = createFace(100, 100, 100);
    const landmarks = { ...face.landmarks!, rightEye: { x: 150, y: 120 }, leftEye: { x: 150, y: 160 } };
    const lying = frameFace({ ...face, landmarks }, { upright: true });
    expect(lying.angle).toBeCloseTo(Math.PI / 2, 10);
    expect(lying.center.x).toBeCloseTo(150 + 11.7, 10);
    expect(lying.center.y).toBeCloseTo(150, 10);
    expect(frameFace({ ...face, landmarks }, { upright: false }).angle).toBe(0);
    expect(frameFace({ ...face, landmarks }).angle).toBeCloseTo(Math.PI / 2, 10);
    expect(frameFace(face).angle).toBe(0);
    expect(frameFace({ ...face, landmarks: null }, { upright: true }).angle).toBe(0);
  });
});

describe('cutting a face out', () => {
  test.each([96, 100, 48, 31])('of all of an image of %i pixels is just resizing it', (side) => {
    const image = drawPattern(side, 1);
    const crop = cropFace(toColor(image), level(side / 2, side / 2, side), size);
    expect([...crop.pixels]).toEqual([...resizeGray(image, 48, 48).pixels]);
  });

  test('at its own size copies its pixels', () => {
    const image = ramp(100, 80, (x, y) => x + y);
    const crop = cropFace(toColor(image), level(40 + 24, 10 + 24, 48), size);
    expect([...crop.pixels]).toEqual([...ramp(48, 48, (x, y) => 50 + x + y).pixels]);
  });

  test('between pixels mixes them by their shares', () => {
    const image = ramp(100, 80, (x) => 2 * x);
    const crop = cropFace(toColor(image), level(64.5, 34, 48), size);
    expect([...crop.pixels]).toEqual([...ramp(48, 48, (x) => 2 * (40 + x) + 1).pixels]);
  });

  test('averages what it shrinks', () => {
    const image = ramp(96, 96, (x, y) => ((x + y) % 2 === 0 ? 0 : 200));
    expect(new Set(cropFace(toColor(image), level(48, 48, 96), size).pixels)).toEqual(new Set([100]));
  });

  test('repeats the edge beyond the image, on every side', () => {
    const image = ramp(60, 60, (x, y) => 2 * x + y);
    const corner = cropFace(toColor(image), level(0, 0, 48), size);
    expect(at(corner, 0, 0)).toBe(0);
    expect([at(corner, 34, 0), at(corner, 34, 23), at(corner, 34, 34)]).toEqual([20, 20, 30]);
    const other = cropFace(toColor(image), level(60, 60, 48), size);
    expect([at(other, 47, 47), at(other, 10, 47), at(other, 47, 10)]).toEqual([177, 92 + 59, 118 + 46]);
  });

  test('wholly beyond the image shows the nearest edge', () => {
    const image = ramp(60, 60, (x) => x);
    for (const [x, tone] of [
      [-500, 0],
      [900, 59],
    ] as const) {
      expect(new Set(cropFace(toColor(image), level(x, 30, 50), size).pixels)).toEqual(new Set([tone]));
      expect(new Set(cropFace(toColor(image), level(x, 30, 50, 0.5), size).pixels)).toEqual(new Set([tone]));
    }
  });

  test('makes colours grey by ITU-R BT.601', () => {
    const pixels = Uint8Array.from({ length: 60 * 60 * 4 }, (_, k) => [200, 100, 50, 255][k % 4]!);
    const crop = cropFace({ pixels, width: 60, height: 60 }, level(30, 30, 50), size);
    expect(new Set(crop.pixels)).toEqual(new Set([Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)]));
  });

  test('turned by a quarter shows what lies on its side upright', () => {
    const image = ramp(96, 96, (x, y) => x + y * 0.5);
    const crop = cropFace(toColor(image), level(48, 48, 48, Math.PI / 2), size);
    // To the right of the crop is down in the image, and down is to the left.
    const expected = ramp(48, 48, (x, y) => 71 - y + (24 + x) * 0.5);
    expect(furthest(crop, expected)).toBeLessThanOrEqual(1);
  });

  test('turned by next to nothing is as good as level', () => {
    const image = ramp(200, 200, (x, y) => (x + y) / 2);
    const [turned, straight] = [1e-9, 0].map((angle) => cropFace(toColor(image), level(90, 110, 97.3, angle), size));
    expect(furthest(turned!, straight!)).toBeLessThanOrEqual(1);
  });

  test('fits models whose input is no square', () => {
    const crop = cropFace(toColor(drawPattern(80, 1)), level(40, 40, 60), { width: 20, height: 30 });
    expect(crop).toMatchObject({ width: 20, height: 30 });
    expect(crop.pixels).toHaveLength(600);
  });
});
