import { writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adaptModel,
  createClassifier,
  createFaceDetector,
  cropFace,
  stretchContrast,
  evaluate,
  type Face,
  type FaceDetector,
  frameFace,
  loadModel,
  train,
} from '@ferkit/core';
import {
  createSyntheticFaces,
  type Dataset,
  type DatasetProgress,
  describeFaces,
  describeSkipped,
  type Expression,
  type ModelImage,
  openDataset,
  readColorImage,
  readGrayImage,
  type RgbaImage,
  summarize,
} from '@ferkit/core/datasets';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { testBackend } from '../support/testBackend';
import { catchError } from './support/catchError';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();

const write = (files: Readonly<Record<string, Uint8Array>>): Promise<string> => folder.write('photos', files);

const encode = async (scene: RgbaImage): Promise<Uint8Array> => encodePng(await readGrayImage(scene));

/** A photo of one drawn person, whose face takes less than half of its height. */
function drawPhoto(expression: Expression, seed: number): Promise<Uint8Array> {
  const person = { x: 110 + ((seed * 37) % 100), y: 90 + ((seed * 23) % 60), size: 96 + ((seed * 11) % 40) };
  return encode(drawScene(320, 240, [{ ...person, seed, expression }]));
}

const nobody = (): Promise<Uint8Array> => encode(drawScene(320, 240, []));

const twoPeople = (): Promise<Uint8Array> =>
  encode(
    drawScene(480, 240, [
      { x: 120, y: 120, size: 160 },
      { x: 380, y: 130, size: 50, seed: 3 },
    ]),
  );

/** Cropped faces: pictures that a face fills. */
function drawCrops(count: number, size: number, seed = 1): readonly ModelImage[] {
  const faces = createSyntheticFaces({ count: Math.max(3, count), size, seed });
  return Array.from({ length: count }, (_, k) => faces.image(k));
}

const imageOf = (dataset: Dataset, source: string): ModelImage => {
  const sample = Array.from({ length: dataset.size }, (_, k) => dataset.sample(k)).find((one) => one.source === source);
  return sample!.image;
};

let detector: FaceDetector;
beforeAll(async () => {
  detector = await createFaceDetector({ backend: testBackend });
});
afterAll(() => detector.dispose());

/** A detector of the user's own, which counts its calls and finds given faces. */
function createOwnDetector(find: (image: RgbaImage) => readonly Face[]) {
  const seen: RgbaImage[] = [];
  let isDisposed = false;
  const own: FaceDetector = {
    detect: (image) => {
      seen.push(image);
      return Promise.resolve(find(image));
    },
    dispose: () => (isDisposed = true),
  };
  return { own, seen, isDisposed: () => isDisposed };
}

const boxed = (x: number, y: number, width: number): Face => ({
  box: { x, y, width, height: width },
  score: 0.9,
  landmarks: null,
});

describe('a folder of photos', () => {
  it('is cropped to the faces, as a classifier crops them', async () => {
    const source = await write({
      'happy/1.png': await drawPhoto('happy', 1),
      'happy/2.png': await drawPhoto('happy', 2),
      'sad/3.png': await drawPhoto('sad', 3),
    });
    const dataset = await openDataset(source);
    expect(dataset.faces).toEqual({ cropped: 3, whole: 0, several: 0, severalSources: [] });
    expect(dataset.skipped.count).toBe(0);
    for (const path of ['happy/1.png', 'happy/2.png', 'sad/3.png']) {
      const photo = await readColorImage(folder.path('photos', path));
      const [face] = await detector.detect(photo);
      expect(imageOf(dataset, path).pixels).toEqual(stretchContrast(cropFace(photo, frameFace(face!), dataset)).pixels);
    }
  });

  it('loses no tensor', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1), 'sad/2.png': await drawPhoto('sad', 2) });
    const before = tf.memory().numTensors;
    await openDataset(source);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the size that was asked for', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1) });
    const dataset = await openDataset(source, { width: 64, height: 56 });
    expect(dataset.image(0)).toMatchObject({ width: 64, height: 56 });
    const photo = await readColorImage(folder.path('photos', 'happy/1.png'));
    const [face] = await detector.detect(photo);
    expect(dataset.image(0).pixels).toEqual(
      stretchContrast(cropFace(photo, frameFace(face!), { width: 64, height: 56 })).pixels,
    );
  });

  it('leaves pictures without a face out, counts and lists them', async () => {
    const source = await write({
      'happy/1.png': await drawPhoto('happy', 1),
      'happy/wall.png': await nobody(),
      'sad/2.png': await drawPhoto('sad', 2),
    });
    const dataset = await openDataset(source);
    expect(dataset.size).toBe(2);
    expect(dataset.skipped).toMatchObject({
      count: 1,
      kinds: { 'no-face': 1 },
      items: [{ kind: 'no-face', source: 'happy/wall.png' }],
    });
    expect(describeFaces(dataset.faces!)).toBe('2 faces cropped');
    expect(describeSkipped(dataset.skipped)).toBe('1 image without a face');
    expect(summarize(dataset)).toMatchObject({ faces: { cropped: 2 }, skipped: { kinds: { 'no-face': 1 } } });
  });

  it('without any face says so, and what to do', async () => {
    const source = await write({ 'happy/1.png': await nobody(), 'sad/2.png': await nobody() });
    const error = await catchError('DATASET_EMPTY', () => openDataset(source));
    expect(error.message).toContain('2 images without a face');
    expect(error.message).toContain('faces: false');
  });

  it('takes the main one of several faces, and lists the picture', async () => {
    const source = await write({ 'happy/pair.png': await twoPeople(), 'sad/1.png': await drawPhoto('sad', 1) });
    const dataset = await openDataset(source);
    expect(dataset.faces).toEqual({ cropped: 2, whole: 0, several: 1, severalSources: ['happy/pair.png'] });
    expect(describeFaces(dataset.faces!)).toBe('2 faces cropped, 1 of them from a picture of several faces');
    const photo = await readColorImage(folder.path('photos', 'happy/pair.png'));
    const faces = await detector.detect(photo);
    const [large] = [...faces].sort((a, b) => b.box.width - a.box.width);
    expect(imageOf(dataset, 'happy/pair.png').pixels).toEqual(
      stretchContrast(cropFace(photo, frameFace(large!), dataset)).pixels,
    );
  });

  it('gives the same images in every run, whatever else is in the folder', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1), 'sad/2.png': await drawPhoto('sad', 2) });
    const alone = await openDataset(source);
    expect((await openDataset(source)).pixels).toEqual(alone.pixels);
    await write({ 'happy/0.png': await nobody(), 'happy/crop.png': encodePng(drawCrops(1, 48)[0]!) });
    const mixed = await openDataset(source);
    expect(mixed.faces).toMatchObject({ cropped: 2, whole: 1 });
    for (const path of ['happy/1.png', 'sad/2.png']) {
      expect(imageOf(mixed, path).pixels).toEqual(imageOf(alone, path).pixels);
    }
  });

  it('may have its labels in a list, which may also tell where the face is', async () => {
    const source = await write({
      'images/1.png': await drawPhoto('happy', 1),
      'images/2.png': await drawPhoto('sad', 2),
      'images/wall.png': await nobody(),
    });
    await writeFile(folder.path('photos', 'labels.csv'), 'path,label\n1.png,happy\n2.png,sad\nwall.png,sad\n');
    const dataset = await openDataset(source);
    expect(dataset.labels).toEqual(['happy', 'sad']);
    expect(dataset.faces).toMatchObject({ cropped: 2, whole: 0 });
    expect(dataset.skipped.kinds).toEqual({ 'no-face': 1 });
  });

  it('may be picked in a browser', async () => {
    const bytes = await drawPhoto('happy', 1);
    const file = Object.defineProperty(new File([new Uint8Array(bytes)], '1.png'), 'webkitRelativePath', {
      value: 'my photos/happy/1.png',
    });
    const dataset = await openDataset([file]);
    expect(dataset.faces).toMatchObject({ cropped: 1 });
  });

  it('tells how far it is, and stops when aborted', async () => {
    const source = await write(
      Object.fromEntries(
        await Promise.all(Array.from({ length: 30 }, async (_, k) => [`happy/${k}.png`, await drawPhoto('happy', k)])),
      ) as Record<string, Uint8Array>,
    );
    const told: DatasetProgress[] = [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const tensors = tf.memory().numTensors;
    const reading = openDataset(source, {
      signal: controller.signal,
      onProgress: (progress) => {
        told.push(progress);
        if (progress.rows === 5) controller.abort(reason);
      },
    });
    await expect(reading).rejects.toBe(reason);
    expect(told[4]).toMatchObject({ rows: 5, totalRows: 30 });
    expect(told.length).toBeLessThan(24);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('a folder of cropped faces', () => {
  const writeCrops = (size: number, count = 8): Promise<string> =>
    write(
      Object.fromEntries(
        drawCrops(count, size).map((crop, k) => [`${k % 2 === 0 ? 'happy' : 'sad'}/${k}.png`, encodePng(crop)]),
      ),
    );

  it.each([40, 48, 64])('of %i pixels is taken whole, and no detector is loaded', async (size) => {
    const source = await writeCrops(size);
    const tensors = tf.memory().numTensors;
    const dataset = await openDataset(source, {
      onProgress: () => expect(tf.memory().numTensors).toBe(tensors),
    });
    expect(dataset.faces).toEqual({ cropped: 0, whole: 8, several: 0, severalSources: [] });
    expect(dataset.pixels).toEqual((await openDataset(source, { faces: false })).pixels);
  });

  it.each([100, 224])('of %i pixels is taken whole', async (size) => {
    const source = await writeCrops(size, 12);
    const dataset = await openDataset(source);
    expect(dataset.faces).toMatchObject({ cropped: 0, whole: 12 });
    expect(dataset.skipped.count).toBe(0);
    expect(dataset.pixels).toEqual((await openDataset(source, { faces: false })).pixels);
  });

  it('of the size of the dataset is taken whole', async () => {
    const source = await writeCrops(96, 2);
    expect((await openDataset(source, { width: 96, height: 96 })).faces).toMatchObject({ whole: 2 });
  });

  it('is known from a sample: pictures beyond it are taken whole without a look', async () => {
    const source = await writeCrops(140, 26);
    // Beyond the first 24 of 26 at even distances, which are looked at.
    const blank = encodePng({ pixels: new Uint8Array(140 * 140).fill(90), width: 140, height: 140 });
    const paths = Array.from({ length: 26 }, (_, k) => `${k % 2 === 0 ? 'happy' : 'sad'}/${k}.png`).sort();
    await write({ [paths[12]!]: blank });
    const dataset = await openDataset(source);
    expect(dataset.faces).toMatchObject({ cropped: 0, whole: 26 });
  });

  it('keeps pictures small enough to be crops, in which no face is found', async () => {
    const flat = encodePng({ pixels: new Uint8Array(100 * 100).fill(90), width: 100, height: 100 });
    const source = await write({ 'happy/1.png': flat, 'sad/2.png': flat });
    expect((await openDataset(source)).faces).toMatchObject({ cropped: 0, whole: 2 });
  });

  it('may lie beside photos', async () => {
    const crops = drawCrops(6, 100);
    const source = await write({
      'happy/photo.png': await drawPhoto('happy', 1),
      'sad/photo.png': await drawPhoto('sad', 2),
      'sad/tiny.png': encodePng(drawCrops(1, 48)[0]!),
      ...Object.fromEntries(crops.map((crop, k) => [`happy/crop${k}.png`, encodePng(crop)])),
    });
    expect((await openDataset(source)).faces).toMatchObject({ cropped: 2, whole: 7 });
  });
});

describe('square photos', () => {
  it('are cropped, too, and left out without a face', async () => {
    const square = async (seed: number): Promise<Uint8Array> =>
      encode(drawScene(240, 240, [{ x: 120, y: 110, size: 110, seed, expression: 'happy' }]));
    const source = await write({
      'happy/1.png': await square(1),
      'happy/2.png': await square(2),
      'sad/3.png': await square(3),
      'sad/wall.png': await encode(drawScene(240, 240, [])),
    });
    const dataset = await openDataset(source);
    expect(dataset.faces).toMatchObject({ cropped: 3, whole: 0 });
    expect(dataset.skipped.kinds).toEqual({ 'no-face': 1 });
  });
});

describe('the option faces', () => {
  it('false takes every picture whole, as they are', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1), 'sad/wall.png': await nobody() });
    const dataset = await openDataset(source, { faces: false });
    expect(dataset.faces).toEqual({ cropped: 0, whole: 2, several: 0, severalSources: [] });
  });

  it('is found on the backend that is named, or not at all', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1) });
    const error = await catchError('OPTION_INVALID', () =>
      openDataset(source, { backend: 'gpu' as unknown as 'wasm' }),
    );
    expect(error.details.option).toBe('backend');
  });

  it("may be a detector of one's own, which looks at every picture and stays the caller's", async () => {
    const source = await write({
      'happy/1.png': await drawPhoto('happy', 1),
      'happy/crop.png': encodePng(drawCrops(1, 48)[0]!),
      'sad/wall.png': await nobody(),
    });
    const { own, seen, isDisposed } = createOwnDetector(({ width }) => (width === 48 ? [boxed(10, 10, 20)] : []));
    const dataset = await openDataset(source, { faces: own });
    expect(new Set(seen.map(({ width }) => width))).toContain(48);
    expect(seen.filter(({ width, height }) => width === 320 && height === 240)).toHaveLength(2);
    expect(dataset.faces).toMatchObject({ cropped: 1, whole: 0 });
    expect(dataset.skipped.kinds).toEqual({ 'no-face': 2, 'empty-label': 1 });
    expect(isDisposed()).toBe(false);
  });

  it('passes on the error of such a detector', async () => {
    const source = await write({ 'happy/1.png': await drawPhoto('happy', 1) });
    const broken = new Error('no camera');
    const failing: FaceDetector = { detect: () => Promise.reject(broken), dispose: () => undefined };
    await expect(openDataset(source, { faces: failing, onBadRow: 'skip' })).rejects.toBe(broken);
    const { own } = createOwnDetector(() => [boxed(0, 0, NaN)]);
    await catchError('OPTION_INVALID', () => openDataset(source, { faces: own }));
  });

  it.each([true, 'none', 'always', 1, null, {}, [], () => []])('refuses %o', async (faces) => {
    const error = await catchError('OPTION_INVALID', () => openDataset('photos', { faces: faces as unknown as false }));
    expect(error.details).toMatchObject({ option: 'faces' });
  });
});

describe('a network', () => {
  it('trained on photos classifies other photos, better than one trained on squashed photos knows squashed ones', async () => {
    const labels = ['happy', 'surprise', 'sad'] as const;
    const files: Record<string, Uint8Array> = {};
    for (const [index, label] of labels.entries()) {
      for (let k = 0; k < 12; k++) {
        const split = k < 8 ? 'train' : 'test';
        files[`${split}/${label}/${k}.png`] = await drawPhoto(label, 100 * index + k);
      }
    }
    const source = await write(files);
    const base = await loadModel(undefined, { backend: testBackend });
    const trainOn = async (faces: 'auto' | false) => {
      const dataset = await openDataset(source, { faces });
      const model = await adaptModel(base, dataset.labels, { seed: 1 });
      await train(model, dataset.selectSplit('train'), { epochs: 20, batchSize: 8, learningRate: 0.01, seed: 1 });
      const classifier = await createClassifier({ model });
      let right = 0;
      const held = Object.keys(files).filter((path) => path.startsWith('test/'));
      for (const path of held) {
        const [face] = await classifier.classify(folder.path('photos', path));
        if (face?.label === path.split('/')[1]) right += 1;
      }
      const { accuracy } = await evaluate(model, dataset.selectSplit('test'));
      classifier.dispose();
      model.dispose();
      return { classified: right / held.length, evaluated: accuracy };
    };
    const cropped = await trainOn('auto');
    const squashed = await trainOn(false);
    base.dispose();
    expect(cropped.classified).toBe(cropped.evaluated);
    expect(cropped.classified).toBeGreaterThan(0.8);
    expect(squashed.evaluated).toBeLessThan(cropped.evaluated - 0.2);
  });
});
