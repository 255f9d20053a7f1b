import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Box,
  type Classification,
  type Classifier,
  createClassifier,
  createFaceDetector,
  type FaceDetector,
  type FerModel,
} from '@ferkit/core';
import { canFollow, type FollowingDetector } from '#core/faces/FaceDetector';
import { intersectionOverUnion } from '#core/faces/Face';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { testBackend } from '../support/testBackend';
import { createTinyModel } from '../support/tinyNet';

let model: FerModel;
let classifier: Classifier;
let detector: FaceDetector;
beforeAll(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model });
  detector = await createFaceDetector({ backend: testBackend });
});
afterAll(() => {
  classifier.dispose();
  detector.dispose();
  model.dispose();
});

const boxOf = ({ x, y, size }: ScenePerson): Box => ({
  x: x - 0.42 * size,
  y: y - 0.35 * size,
  width: 0.84 * size,
  height: 0.84 * size,
});
const isAt =
  (person: ScenePerson) =>
  ({ box }: { readonly box: Box }): boolean =>
    intersectionOverUnion(box, boxOf(person)) > 0.4;

/** The faces in each frame of a film. */
async function watch(
  count: number,
  people: (frame: number) => readonly ScenePerson[],
  by = classifier,
): Promise<Classification[][]> {
  const frames = Array.from({ length: count }, (_, frame) => drawScene(320, 240, people(frame)));
  const results: Classification[][] = [];
  for await (const faces of by.classifyStream(frames)) results.push([...faces]);
  return results;
}

describe('in a stream', () => {
  test('a face that drifts keeps its track and its place', async () => {
    const at = (frame: number): ScenePerson => ({ x: 90 + 6 * frame, y: 110 + 2 * frame, size: 100 });
    const results = await watch(16, (frame) => [at(frame)]);
    results.forEach((faces, frame) => {
      expect(faces.map(({ track }) => track)).toEqual([1]);
      expect(faces.filter(isAt(at(frame)))).toHaveLength(1);
    });
  });

  test('a face does not change its size where the whole frame is searched', async () => {
    const results = await watch(12, () => [{ x: 150, y: 120, size: 100 }]);
    const widths = results.slice(1).map(([face]) => face!.box.width);
    expect(Math.max(...widths) / Math.min(...widths)).toBeLessThan(1.12);
  });

  test('a second face is seen after four frames at the latest', async () => {
    const second = { x: 250, y: 120, size: 90, seed: 3 };
    const results = await watch(14, (frame) => [{ x: 90, y: 120, size: 100 }, ...(frame >= 5 ? [second] : [])]);
    for (const faces of results.slice(9)) expect(faces.filter(isAt(second))).toHaveLength(1);
    expect(results.every((faces) => faces.some(({ track }) => track === 1))).toBe(true);
  });

  test('a face that leaves is gone at once, and another one elsewhere is seen at once', async () => {
    const [one, other] = [
      { x: 90, y: 120, size: 100 },
      { x: 230, y: 120, size: 100, seed: 3 },
    ];
    const results = await watch(12, (frame) => (frame < 4 ? [one] : frame < 8 ? [] : [other]));
    expect(results.map(({ length }) => length)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(results[8]![0]!.track).toBe(2);
  });

  test('a fast face keeps its track', async () => {
    const at = (frame: number): ScenePerson => ({ x: 70 + 30 * frame, y: 120, size: 110 });
    const results = await watch(7, (frame) => [at(frame)]);
    expect(results.map((faces) => faces.map(({ track }) => track))).toEqual(Array.from({ length: 7 }, () => [1]));
  });

  test('two faces that pass each other keep their tracks as well as without following', async () => {
    const people = (frame: number): readonly ScenePerson[] => [
      { x: 70 + 12 * frame, y: 70, size: 90 },
      { x: 250 - 12 * frame, y: 170, size: 90, seed: 3 },
    ];
    const plain = await createClassifier({
      model,
      faces: { detect: (image, options) => detector.detect(image, options), dispose: () => undefined },
    });
    const tracksOf = (results: readonly (readonly Classification[])[]): (number | null)[][] =>
      results.map((faces) => faces.map(({ track }) => track));
    const followed = tracksOf(await watch(15, people));
    const searched = tracksOf(await watch(15, people, plain));
    plain.dispose();
    expect(followed.flat().length).toBeGreaterThanOrEqual(searched.flat().length);
    expect(new Set(followed.flat()).size).toBeLessThanOrEqual(new Set(searched.flat()).size);
    expect(followed.flat().length).toBeGreaterThan(15);
  });

  test('the milliseconds of all faces sum to no more than the clock', async () => {
    const began = performance.now();
    const results = await watch(4, () => [
      { x: 90, y: 120, size: 100 },
      { x: 240, y: 120, size: 90, seed: 3 },
    ]);
    const total = results.flat().reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(performance.now() - began);
  });
});

test('the milliseconds of a batch sum to no more than the clock', async () => {
  const image = drawScene(320, 240, [
    { x: 90, y: 120, size: 100 },
    { x: 240, y: 120, size: 90, seed: 3 },
  ]);
  const began = performance.now();
  const results = await classifier.classifyBatch([image, image, image, image]);
  const passed = performance.now() - began;
  const times = results.flat().map(({ milliseconds }) => milliseconds);
  expect(times).toHaveLength(8);
  expect(Math.min(...times)).toBeGreaterThan(0);
  expect(times.reduce((sum, time) => sum + time)).toBeLessThanOrEqual(passed);
});

describe('following faces', () => {
  const follow: FollowingDetector['follow'] = (...values) => {
    if (!canFollow(detector)) throw new Error('The detector cannot follow.');
    return detector.follow(...values);
  };
  const person = { x: 150, y: 120, size: 100 };
  const other = { x: 260, y: 60, size: 70, seed: 3 };

  test('finds the same face as in the whole frame', async () => {
    const scene = drawScene(320, 240, [person, other]);
    const faces = await follow(scene, [boxOf(person)], { signal: undefined, whole: false });
    expect(faces).toHaveLength(1);
    expect(intersectionOverUnion(faces[0]!.box, boxOf(person))).toBeGreaterThan(0.6);
  });

  test('finds other faces if the whole frame is searched, and no face twice', async () => {
    const scene = drawScene(320, 240, [person, other]);
    const faces = await follow(scene, [boxOf(person)], { signal: undefined, whole: true });
    expect([person, other].map((one) => faces.filter(isAt(one)).length)).toEqual([1, 1]);
    expect(faces).toHaveLength(2);
  });

  test('searches the whole frame for a face that moved away', async () => {
    const scene = drawScene(320, 240, [other]);
    const faces = await follow(scene, [boxOf(person)], { signal: undefined, whole: false });
    expect(faces.filter(isAt(other))).toHaveLength(1);
    expect(faces).toEqual(await detector.detect(scene, { mode: 'video' }));
  });

  test('follows a face at the border and beyond it', async () => {
    const half = { x: 12, y: 120, size: 110 };
    const scene = drawScene(320, 240, [half]);
    const known = await detector.detect(scene, { mode: 'video' });
    const faces = await follow(
      scene,
      known.map(({ box }) => box),
      { signal: undefined, whole: false },
    );
    expect(faces).toHaveLength(known.length);
    expect(
      await follow(scene, [{ x: -500, y: 0, width: 90, height: 90 }], { signal: undefined, whole: false }),
    ).toEqual(known);
  });
});
