import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Box, createFaceDetector, type Face, type FaceDetector, selectBackend } from '@ferkit/core';
import { intersectionOverUnion } from '#core/faces/Face';
import { readColorImage } from '@ferkit/core/datasets';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { testBackend } from '../support/testBackend';

let detector: FaceDetector;
let tensors: number;
beforeAll(async () => {
  detector = await createFaceDetector({ backend: testBackend });
});
afterAll(() => detector.dispose());
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

/** About where the detector should see a drawn face: in the square without its hair. */
const faceOf = ({ x, y, size }: ScenePerson): Box => ({
  x: x - 0.42 * size,
  y: y - 0.35 * size,
  width: 0.84 * size,
  height: 0.84 * size,
});
const tiltOf = ({ landmarks }: Face): number => {
  const { leftEye, rightEye } = landmarks!;
  return (Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x) * 180) / Math.PI;
};
/** For each person the faces that lie on it; none may be left over. */
function match(faces: readonly Face[], people: readonly ScenePerson[]): number[] {
  const hits = people.map((person) => faces.filter(({ box }) => intersectionOverUnion(box, faceOf(person)) > 0.5));
  expect(hits.flat()).toHaveLength(faces.length);
  return hits.map(({ length }) => length);
}

const group = [
  { x: 120, y: 140, size: 180 },
  { x: 340, y: 150, size: 150, seed: 3 },
  { x: 540, y: 140, size: 120, seed: 4 },
  { x: 150, y: 380, size: 100, seed: 6 },
  { x: 400, y: 380, size: 80 },
];

describe('in a photo', () => {
  test('every face of a group is found once, large and small', async () => {
    const faces = await detector.detect(drawScene(640, 480, group));
    expect(match(faces, group)).toEqual([1, 1, 1, 1, 1]);
    const scores = faces.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0.6);
  });

  test('without a face the result is empty', async () => {
    expect(await detector.detect(drawScene(320, 240, []))).toEqual([]);
  });

  test('a face of 28 pixels in 640 is found', async () => {
    const people = [{ x: 330, y: 250, size: 32 }];
    expect(match(await detector.detect(drawScene(640, 480, people)), people)).toEqual([1]);
  });

  test.each([
    ['beside a large one', { x: 560, y: 120, size: 36 }],
    ['above a large one', { x: 320, y: 24, size: 36 }],
    ['before the body of a large one', { x: 330, y: 440, size: 36 }],
    ['in the corner', { x: 40, y: 430, size: 44, seed: 3 }],
  ])('a small face %s is found', async (_, small) => {
    const people = [{ x: 320, y: 220, size: 240 }, small];
    expect(match(await detector.detect(drawScene(640, 480, people)), people)).toEqual([1, 1]);
  });

  test('a face at the border may reach beyond it', async () => {
    const [face, ...others] = await detector.detect(drawScene(320, 240, [{ x: 160, y: 30, size: 160 }]));
    expect(others).toEqual([]);
    expect(face!.box.y).toBeLessThan(0);
    expect(face!.box.y + face!.box.height).toBeGreaterThan(60);
  });

  test.each([-30, 30])('the eyes of a head tilted by %i degrees are tilted', async (tilt) => {
    const upright = drawScene(320, 240, [{ x: 160, y: 120, size: 160 }]);
    const [straight] = await detector.detect(upright);
    const [tilted] = await detector.detect(drawScene(320, 240, [{ x: 160, y: 120, size: 160, tilt }]));
    expect(Math.abs(tiltOf(tilted!) - tiltOf(straight!) - tilt)).toBeLessThan(12);
  });

  test('the parts of a face lie where they are', async () => {
    const [face] = await detector.detect(drawScene(320, 240, [{ x: 160, y: 120, size: 160 }]));
    const { rightEye, leftEye, nose, mouth, rightEar, leftEar } = face!.landmarks!;
    expect(rightEar.x).toBeLessThan(rightEye.x);
    expect(rightEye.x).toBeLessThan(nose.x);
    expect(nose.x).toBeLessThan(leftEye.x);
    expect(leftEye.x).toBeLessThan(leftEar.x);
    expect(Math.max(rightEye.y, leftEye.y)).toBeLessThan(nose.y);
    expect(nose.y).toBeLessThan(mouth.y);
  });

  test('transparent pixels count as white, whatever their colour', async () => {
    const scene = drawScene(320, 240, [{ x: 160, y: 120, size: 160 }]);
    const hidden = { ...scene, pixels: scene.pixels.map((value, at) => (at % 4 === 3 ? 0 : value)) };
    expect(await detector.detect(hidden)).toEqual([]);
  });
});

const photo = fileURLToPath(new URL('../../../node_modules/@vladmandic/human/assets/samples.jpg', import.meta.url));
if (!existsSync(photo)) console.log('No photo to look for faces in: @vladmandic/human is not installed.');

test.skipIf(!existsSync(photo))('real faces in a real photo are found', async () => {
  const faces = await detector.detect(await readColorImage(photo));
  // Looked up by eye; the picture comes with a package that only developers have.
  for (const box of [
    { x: 205, y: 24, width: 42, height: 42 },
    { x: 434, y: 25, width: 35, height: 35 },
    { x: 294, y: 514, width: 60, height: 60 },
  ]) {
    expect(faces.filter((face) => intersectionOverUnion(face.box, box) > 0.5)).toHaveLength(1);
  }
});

describe('in a frame of a video', () => {
  test('one pass finds the large faces, also those with a low score', async () => {
    const video = await createFaceDetector({ backend: testBackend, mode: 'video' });
    const large = group.slice(0, 3);
    const faces = await video.detect(drawScene(640, 480, large));
    expect(match(faces, large)).toEqual([1, 1, 1]);
    expect(await detector.detect(drawScene(640, 480, large), { mode: 'video' })).toEqual(faces);
    video.dispose();
  });

  test('no face has a score below minScore', async () => {
    const strict = await createFaceDetector({ backend: testBackend, mode: 'video', minScore: 0.99 });
    expect(await strict.detect(drawScene(640, 480, group))).toEqual([]);
    strict.dispose();
  });
});

test('cpu and a faster backend find the same faces', async () => {
  const plain = await createFaceDetector({ backend: 'cpu', mode: 'video' });
  const scene = drawScene(640, 480, group.slice(0, 3));
  const [slow, fast] = await Promise.all([plain.detect(scene), detector.detect(scene, { mode: 'video' })]);
  expect(slow).toHaveLength(fast.length);
  slow.forEach((face, index) => {
    expect(face.score).toBeCloseTo(fast[index]!.score, 4);
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(face.box[side] - fast[index]!.box[side])).toBeLessThan(0.01);
    }
  });
  plain.dispose();
  // The count of the tensors is that of the engine that is current.
  await selectBackend(testBackend);
});

describe('a detector', () => {
  test('can be aborted between its two passes', async () => {
    const reason = new Error('another photo');
    const stop = new AbortController();
    const looking = detector.detect(drawScene(320, 240, []), { signal: stop.signal });
    stop.abort(reason);
    await expect(looking).rejects.toBe(reason);
    await expect(detector.detect(drawScene(32, 32, []), { signal: stop.signal })).rejects.toBe(reason);
    await expect(createFaceDetector({ backend: testBackend, signal: stop.signal })).rejects.toBe(reason);
  });

  test('throws DISPOSED after dispose, which may be called twice', async () => {
    const short = await createFaceDetector({ backend: testBackend });
    expect(tf.memory().numTensors).toBeGreaterThan(tensors);
    short.dispose();
    short.dispose();
    await expect(short.detect(drawScene(32, 32, []))).rejects.toMatchObject({
      code: 'DISPOSED',
      details: { object: 'FaceDetector' },
    });
  });

  test('is disposed of at the end of a block by using', async () => {
    let used: FaceDetector;
    {
      using short = await createFaceDetector({ backend: testBackend });
      used = short;
    }
    await expect(used.detect(drawScene(32, 32, []))).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  test('refuses to detect in an unknown mode', async () => {
    const call = detector.detect(drawScene(32, 32, []), { mode: 'film' as 'video' });
    await expect(call).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'mode' } });
  });

  test.each([
    ['mode', 'film'],
    ['minScore', 0],
    ['minScore', 1],
    ['minScore', NaN],
  ])('refuses %s = %s', async (option, value) => {
    await expect(createFaceDetector({ backend: testBackend, [option]: value })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
    });
  });
});
