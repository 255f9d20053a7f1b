import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Classification,
  type Classifier,
  createClassifier,
  cropFace,
  type Face,
  type FaceDetector,
  type FerModel,
  frameFace,
  type LoadEvent,
  stretchContrast,
} from '@ferkit/core';
import type { RgbaImage } from '@ferkit/core/datasets';
import { createFace } from '../faces/createFace';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { createTinyModel } from '../support/tinyNet';
import { drawPattern } from './drawPattern';
import { encodeTurnedPng } from './encodeTurnedPng';

let model: FerModel;
let classifier: Classifier;
let tensors: number;
beforeAll(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model });
});
afterAll(() => {
  classifier.dispose();
  model.dispose();
});
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

const pair = drawScene(480, 240, [
  { x: 120, y: 120, size: 160 },
  { x: 380, y: 130, size: 50, seed: 3 },
]);
const nobody = drawScene(240, 160, []);
const scoresOf = ({ scores }: Classification): Record<string, number> =>
  Object.fromEntries(scores.map(({ label, score }) => [label, score]));

/** A detector that returns given faces, frame by frame. */
function createScriptedDetector(...frames: (readonly Face[])[]) {
  const calls: { readonly image: RgbaImage; readonly mode: string | undefined }[] = [];
  let isDisposed = false;
  const detector: FaceDetector = {
    detect: (image, options) => {
      calls.push({ image, mode: options?.mode });
      return Promise.resolve(frames[Math.min(calls.length, frames.length) - 1]!);
    },
    dispose: () => (isDisposed = true),
  };
  return { detector, calls, isDisposed: () => isDisposed };
}

describe('a photo', () => {
  test('gets a classification for each face, with its box and the confidence of the detector', async () => {
    const faces = await classifier.classify(pair);
    expect(faces).toHaveLength(2);
    const [large, small] = [...faces].sort((a, b) => b.box.width - a.box.width);
    expect(large).toMatchObject({ small: false, track: null });
    expect(small).toMatchObject({ small: true, track: null });
    expect(small!.box.width).toBeLessThan(48);
    for (const { landmarks, faceScore, box } of faces) {
      expect(faceScore).toBeGreaterThanOrEqual(0.6);
      expect(landmarks!.nose.x).toBeGreaterThan(box.x);
      expect(landmarks!.nose.x).toBeLessThan(box.x + box.width);
    }
  });

  test('has each face scored on its crop', async () => {
    const faces = await classifier.classify(pair);
    expect(faces.map(({ frame }) => frame)).toEqual(faces.map((face) => frameFace(face)));
    const crops = faces.map(({ frame }) => stretchContrast(cropFace(pair, frame!, model.metadata.input)));
    const scores = await model.predict(crops);
    faces.forEach((face, index) =>
      expect(face.scores.map(({ score }) => score)).toEqual([...scores[index]!].sort((a, b) => b - a)),
    );
  });

  test('without a face gets no classification', async () => {
    expect(await classifier.classify(nobody)).toEqual([]);
  });

  test('with an EXIF orientation is turned upright first', async () => {
    const [upright, turned] = [await classifier.classify(pair), await classifier.classify(encodeTurnedPng(pair))];
    expect(turned.map(({ box, scores }) => ({ box, scores }))).toEqual(
      upright.map(({ box, scores }) => ({ box, scores })),
    );
  });

  test('in grey is searched for faces too', async () => {
    const pixels = Uint8Array.from({ length: 480 * 240 }, (_, k) => pair.pixels[k * 4 + 1]!);
    const faces = await classifier.classify({ pixels, width: 480, height: 240 });
    expect(faces.length).toBeGreaterThanOrEqual(1);
  });

  test('of the size of the model is one face, without detection', async () => {
    const crop = drawPattern(16, 4);
    const [face] = await classifier.classify(crop);
    const [scores] = await model.predict([crop]);
    const box = { x: 0, y: 0, width: 16, height: 16 };
    expect(face).toMatchObject({ box, frame: null, landmarks: null, faceScore: null });
    expect(face!.scores.map(({ score }) => score)).toEqual([...scores!].sort((a, b) => b - a));
  });

  test('keeps its faces in a batch with others', async () => {
    const together = await classifier.classifyBatch([nobody, pair, drawPattern(16, 4)]);
    expect(together.map(({ length }) => length)).toEqual([0, 2, 1]);
    const alone = await classifier.classify(pair);
    alone.forEach((face, index) => {
      expect(together[1]![index]!.box).toEqual(face.box);
      for (const [label, score] of Object.entries(scoresOf(face))) {
        expect(scoresOf(together[1]![index]!)[label]).toBeCloseTo(score, 5);
      }
    });
  });

  test('can be aborted during detection', async () => {
    const stop = new AbortController();
    const reason = new Error('another photo');
    const looking = classifier.classify(pair, { signal: stop.signal });
    setTimeout(() => stop.abort(reason));
    await expect(looking).rejects.toBe(reason);
  });
});

describe('the detector', () => {
  test('is loaded with the classifier, reported as progress, and freed with it', async () => {
    const events: LoadEvent['type'][] = [];
    const other = await createClassifier({ model, onProgress: ({ type }) => events.push(type) });
    expect(events).toEqual(['detector', 'warmup', 'ready']);
    expect(tf.memory().numTensors).toBeGreaterThan(tensors + 100);
    other.dispose();
    other.dispose();
  });

  test('is not loaded with faces: false', async () => {
    const events: LoadEvent['type'][] = [];
    const other = await createClassifier({ model, faces: false, onProgress: ({ type }) => events.push(type) });
    expect(events).toEqual(['warmup', 'ready']);
    expect(tf.memory().numTensors).toBe(tensors);
    const [face] = await other.classify(nobody);
    expect(face!.box).toEqual({ x: 0, y: 0, width: 240, height: 160 });
    other.dispose();
  });

  test('is freed when loading is aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('left');
    for (const step of ['detector', 'warmup']) {
      const onProgress = ({ type }: LoadEvent): void => {
        if (type === step) stop.abort(reason);
      };
      await expect(createClassifier({ model, onProgress, signal: stop.signal })).rejects.toBe(reason);
    }
  });
});

describe("a detector of the user's own", () => {
  test("runs on every image, and stays the user's to dispose", async () => {
    const { detector, calls, isDisposed } = createScriptedDetector([createFace(2, 2, 10)], []);
    const own = await createClassifier({ model, faces: detector });
    expect(calls).toEqual([]);
    expect(await own.classify(drawPattern(16, 1))).toMatchObject([{ box: createFace(2, 2, 10).box, faceScore: 0.9 }]);
    expect(await own.classify(nobody)).toEqual([]);
    expect(calls.slice(0, 2).map(({ image, mode }) => [image.width, image.pixels.length, mode])).toEqual([
      [16, 16 * 16 * 4, 'photo'],
      [240, 240 * 160 * 4, 'photo'],
    ]);
    own.dispose();
    expect(isDisposed()).toBe(false);
  });

  test('may return no landmarks', async () => {
    const { detector } = createScriptedDetector([{ ...createFace(20, 20, 60), landmarks: null }]);
    const own = await createClassifier({ model, faces: detector });
    expect(await own.classify(nobody)).toMatchObject([{ landmarks: null, small: false }]);
    own.dispose();
  });

  test.each([
    ['no width', createFace(20, 20, 0)],
    ['no finite position', createFace(NaN, 20, 10)],
  ])('that returns a face with %s is refused', async (_, face) => {
    const own = await createClassifier({ model, faces: createScriptedDetector([face]).detector });
    await expect(own.classify(nobody)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: expect.stringMatching(/^faces\[0\]/) as string },
    });
    own.dispose();
  });
});

describe('a stream', () => {
  const collect = async (
    own: Classifier,
    frames: readonly RgbaImage[],
    smoothing = 0,
  ): Promise<(readonly Classification[])[]> => {
    const answers: (readonly Classification[])[] = [];
    for await (const faces of own.classifyStream(frames, { smoothing })) answers.push(faces);
    return answers;
  };

  test('keeps the track of a moving face', async () => {
    const frames = [0, 8, 16].map((step) => drawScene(320, 240, [{ x: 140 + step, y: 120, size: 180, seed: 3 }]));
    const answers = await collect(classifier, frames);
    expect(answers.map((faces) => faces.map(({ track }) => track))).toEqual([[1], [1], [1]]);
    const [first, , last] = answers.map(([face]) => face!.box.x + face!.box.width / 2);
    expect(last! - first!).toBeGreaterThan(2);
    expect(last! - first!).toBeLessThan(16);
  });

  test('smooths the scores of each track separately', async () => {
    const [left, right] = [createFace(20, 40, 60), createFace(150, 40, 60)];
    const frames = [1, 2, 3].map((seed) => ({
      ...nobody,
      // Stripes of full contrast, which is not stretched.
      pixels: nobody.pixels.map((_, at) => 255 * ((at >> (5 + seed)) % 2)),
    }));
    const { detector, calls } = createScriptedDetector([left, right], [right, left], [right]);
    const own = await createClassifier({ model, faces: detector });
    const smoothed = await collect(own, frames, 0.75);
    expect(calls.map(({ mode }) => mode)).toEqual(['video', 'video', 'video']);
    expect(smoothed.map((faces) => faces.map(({ track }) => track))).toEqual([[1, 2], [1, 2], [2]]);

    const raw = await Promise.all(
      frames.map((frame) =>
        model.predict([left, right].map((face) => cropFace(frame, frameFace(face), model.metadata.input))),
      ),
    );
    const expected = (frame: number, face: number, label: number): number =>
      frame === 0
        ? raw[0]![face]![label]!
        : 0.75 * expected(frame - 1, face, label) + 0.25 * raw[frame]![face]![label]!;
    model.labels.forEach((name, label) => {
      expect(scoresOf(smoothed[2]![0]!)[name]).toBeCloseTo(expected(2, 1, label), 5);
      expect(scoresOf(smoothed[1]![0]!)[name]).toBeCloseTo(expected(1, 0, label), 5);
    });
    own.dispose();
  });

  test('without a face continues, and starts a new track after five frames', async () => {
    const face = createFace(20, 40, 60);
    const { detector } = createScriptedDetector([face], [], [face], [], [], [], [], [], [], [face]);
    const own = await createClassifier({ model, faces: detector });
    const answers = await collect(
      own,
      Array.from({ length: 10 }, () => nobody),
      0.5,
    );
    expect(answers.map(([first]) => first?.track ?? '-').join('')).toBe('1-1------2');
    own.dispose();
  });
});
