import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classification,
  type Classifier,
  createClassifier,
  cropFace,
  type Face,
  type FerModel,
  type Point,
  stretchContrast,
} from '@ferkit/core';
import { createSyntheticFaces, type ModelImage, type RgbaImage } from '@ferkit/core/datasets';
import { mapLandmarks, type Turn, turnFaceBack, turnImage } from '#core/faces/turnImage';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { createFace } from '../faces/createFace';
import { createTinyModel } from '../support/tinyNet';

let model: FerModel;
let classifier: Classifier;
beforeAll(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model });
});
afterAll(() => {
  classifier.dispose();
  model.dispose();
});

/** The drawing's skin is dull; with these levels its contrast is that of a photo. */
const brighten = (image: RgbaImage): RgbaImage => ({
  ...image,
  pixels: Uint8Array.from(image.pixels, (value, at) => (at % 4 === 3 ? value : Math.min(255, value * 1.6))),
});
const portrait = brighten(drawScene(360, 300, [{ x: 190, y: 140, size: 150 }]));
const DEGREE = Math.PI / 180;
const labelScores = ({ scores }: Classification) => scores;

describe('the order of faces', () => {
  const group = drawScene(640, 300, [
    { x: 90, y: 150, size: 90, seed: 3 },
    { x: 330, y: 140, size: 170 },
    { x: 560, y: 150, size: 100, seed: 4 },
  ]);
  const lefts = (faces: readonly Classification[]): readonly number[] => faces.map(({ box }) => box.x);

  test('has the main face first, so that `[face]` is the person that a photo is about', async () => {
    const faces = await classifier.classify(group);
    expect(faces).toHaveLength(3);
    expect(Math.max(...faces.map(({ box }) => box.width))).toBe(faces[0]!.box.width);
    const [[first]] = (await classifier.classifyBatch([group])) as [readonly Classification[]];
    expect(first!.box).toEqual(faces[0]!.box);
    const [explained] = await classifier.explain(group, { patch: 16, stride: 16 });
    expect(explained!.box).toEqual(faces[0]!.box);
  });

  test('can be reading order, or that of the scores', async () => {
    const reading = await classifier.classify(group, { order: 'reading' });
    expect(lefts(reading)).toEqual(lefts(reading).toSorted((a, b) => a - b));
    const [batch] = await classifier.classifyBatch([group], { order: 'reading' });
    expect(lefts(batch!)).toEqual(lefts(reading));
    const scores = (await classifier.classify(group, { order: 'score' })).map(({ faceScore }) => faceScore!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('is refused by other names', async () => {
    const order = 'largest' as 'main';
    await expect(classifier.classify(group, { order })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'order' },
    });
    await expect(classifier.explain(group, { order })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

describe('an upright photo', () => {
  test('is framed without rotation', async () => {
    const [face] = await classifier.classify(portrait);
    expect(face).toMatchObject({ upright: false, turned: 0, whole: false, stretched: false, frame: { angle: 0 } });
  });
});

describe('a turned photo', () => {
  test.each([90, 180, 270] as const)('by %i degrees has the faces and scores of the upright one', async (degrees) => {
    const [upright] = await classifier.classify(portrait);
    const image = turnImage(portrait, degrees);
    const [face, ...others] = await classifier.classify(image);
    expect(others).toEqual([]);
    const turned = (360 - degrees) as Turn;
    expect(face).toMatchObject({ turned, upright: false, whole: false });
    expect(labelScores(face!)).toEqual(labelScores(upright!));
    expect(face!.frame!.angle).toBeCloseTo(-turned * DEGREE, 9);
    // The box lies in the image as it was given.
    const { rightEye, leftEye, mouth } = face!.landmarks!;
    const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 };
    const down = Math.atan2(mouth.y - eyes.y, mouth.x - eyes.x) / DEGREE;
    expect(Math.abs(((((down - 90 - degrees) % 360) + 540) % 360) - 180)).toBeLessThan(15);
  });

  test('has crops that cropFace gives too', async () => {
    const image = turnImage(portrait, 90);
    const [face] = await classifier.classify(image);
    const crop = stretchContrast(cropFace(image, face!.frame!, model.metadata.input));
    const [scores] = await model.predict([crop]);
    expect(face!.scores.map(({ score }) => score)).toEqual([...scores!].sort((a, b) => b - a));
  });
});

describe('a turned photo of a group', () => {
  const size = { width: 400, height: 300 };
  const people = [createFace(150, 90, 90, { score: 0.8 })].concat(
    [20, 90, 270, 340].map((x) => createFace(x, 200, 40, { score: 0.75 })),
  );
  const upright: RgbaImage = { ...size, pixels: new Uint8Array(size.width * size.height * 4).fill(255) };
  upright.pixels.set([255, 0, 0, 255]);
  /** Takes the main face for an upright one where it lies on its side, and finds nothing upside down. */
  const detect = (image: RgbaImage): Promise<readonly Face[]> => {
    const turn = ([0, 90, 180, 270] as const).find((degrees) => turnImage(image, degrees).pixels[1] === 0);
    if (turn === undefined || turn === 180) return Promise.resolve([]);
    const shown = people.map((face) => turnFaceBack(face, image, turn));
    if (turn === 0) return Promise.resolve(shown);
    const [{ box }, ...others] = shown as [Face, ...Face[]];
    return Promise.resolve([createFace(box.x, box.y, box.width, { score: 0.88 }), ...others]);
  };

  test.each([90, 180, 270] as const)('by %i degrees is turned so that most heads are up', async (degrees) => {
    const own = await createClassifier({ model, faces: { detect, dispose: () => undefined } });
    const found = await own.classify(turnImage(upright, degrees));
    own.dispose();
    expect(found).toHaveLength(people.length);
    for (const face of found) expect(face).toMatchObject({ turned: 360 - degrees, upright: false });
  });
});

describe('a tilted head', () => {
  test.each([-45, 40, 60])('by %i degrees is framed along its eyes', async (tilt) => {
    const image = drawScene(360, 300, [{ x: 180, y: 150, size: 150, tilt }]);
    const [face] = await classifier.classify(image);
    expect(face).toMatchObject({ upright: true, turned: 0 });
    expect(Math.abs(face!.frame!.angle / DEGREE - tilt)).toBeLessThan(12);
  });

  test.each([-12, 12])(
    'by %i degrees is framed as it is, like the faces that the network was trained on',
    async (tilt) => {
      const [face] = await classifier.classify(drawScene(360, 300, [{ x: 180, y: 150, size: 150, tilt }]));
      expect(face).toMatchObject({ upright: false, frame: { angle: 0 } });
    },
  );
});

describe('a picture that is all face', () => {
  const toColor = ({ pixels, width, height }: ModelImage): RgbaImage => ({
    pixels: Uint8Array.from({ length: pixels.length * 4 }, (_, at) => (at % 4 === 3 ? 255 : pixels[at >> 2]!)),
    width,
    height,
  });

  test.each([60, 100, 128])('of %i pixels always gives one face', async (size) => {
    const faces = createSyntheticFaces({ count: 8, size, seed: 2 });
    for (let k = 0; k < 8; k++) {
      const found = await classifier.classify(toColor(faces.image(k)));
      expect(found).toHaveLength(1);
      const { whole, frame } = found[0]!;
      expect(whole).toBe(frame === null);
    }
  });

  test('but shows nothing gives none', async () => {
    const flat = { pixels: new Uint8Array(100 * 100).fill(90), width: 100, height: 100 };
    expect(await classifier.classify(flat)).toEqual([]);
  });

  test('is distinguished from a large picture without a face', async () => {
    expect(await classifier.classify(drawScene(400, 400, []))).toEqual([]);
    expect(await classifier.classify(drawScene(240, 240, []))).toEqual([]);
  });
});

describe('a dark photo', () => {
  const darken = (image: RgbaImage): RgbaImage => ({
    ...image,
    pixels: Uint8Array.from(image.pixels, (value, at) => (at % 4 === 3 ? value : 60 + value * 0.25)),
  });

  test('has its crops stretched, and says so', async () => {
    const [face] = await classifier.classify(darken(portrait));
    expect(face).toMatchObject({ stretched: true, whole: false });
  });

  test('cropped already to the size of the model is scored as it is', async () => {
    const dark = { pixels: Uint8Array.from({ length: 256 }, (_, k) => 60 + (k % 16)), width: 16, height: 16 };
    const [face] = await classifier.classify(dark);
    const [scores] = await model.predict([dark]);
    expect(face).toMatchObject({ stretched: false, whole: true });
    expect(face!.scores.map(({ score }) => score)).toEqual([...scores!].sort((a, b) => b - a));
  });
});

describe('a stream', () => {
  /** A face whose eyes are tilted clockwise. */
  const tilted = (degrees: number): Face => {
    const face = createFace(100, 80, 120);
    const [cosine, sine] = [Math.cos(degrees * DEGREE), Math.sin(degrees * DEGREE)];
    const turn = ({ x, y }: Point): Point => ({
      x: 160 + cosine * (x - 160) - sine * (y - 140),
      y: 140 + sine * (x - 160) + cosine * (y - 140),
    });
    return { ...face, landmarks: mapLandmarks(face.landmarks!, turn) };
  };
  const framesOf = async (angles: readonly number[]): Promise<string> => {
    const left = [...angles];
    const faces = { detect: () => Promise.resolve([tilted(left.shift()!)]), dispose: () => undefined };
    const own = await createClassifier({ model, faces });
    let seen = '';
    for await (const [face] of own.classifyStream(angles.map(() => portrait))) seen += face!.upright ? '/' : '|';
    own.dispose();
    return seen;
  };

  test('does not flicker between frames of a head that is tilted by about 25 degrees', async () => {
    const angles = Array.from({ length: 12 }, (_, k) => (k % 2 === 0 ? 23 : 29));
    expect(await framesOf([0, ...angles])).toMatch(/^\|+\/*$/);
    expect(await framesOf([45, ...angles])).toMatch(/^\/+$/);
  });

  test('frames a head without rotation again when it is raised', async () => {
    expect(await framesOf([45, 45, 0, 0, 0, 0])).toMatch(/^\/+\|+$/);
  });

  test('looks at each frame once, and turns none', async () => {
    let calls = 0;
    const faces = { detect: () => Promise.resolve((calls++, [])), dispose: () => undefined };
    const own = await createClassifier({ model, faces });
    for await (const found of own.classifyStream([portrait, portrait])) expect(found).toEqual([]);
    expect(calls).toBe(2);
    own.dispose();
  });
});
