import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  createClassifier,
  createFaceDetector,
  cropFace,
  explain,
  type FaceDetector,
  FaceTracker,
  type FerModel,
  frameFace,
  readColorImage,
  readGrayImage,
} from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

let model: FerModel;
let classifier: Classifier;
let detector: FaceDetector;
beforeAll(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model, faces: false });
  detector = await createFaceDetector({ backend: testBackend });
});
afterAll(() => {
  classifier.dispose();
  detector.dispose();
  model.dispose();
});

/** The error that a call ends with. */
async function catchError(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('No error came.');
}

/** Passes wrong values as a caller without types does. */
const any = (value: unknown): never => value as never;
const gray = (bytes: number, width: number, height = width) => ({ pixels: new Uint8Array(bytes), width, height });
const frame = { center: { x: 2, y: 2 }, side: 4, angle: 0 };

/** An image whose bytes were sent to another thread. */
function detached() {
  const image = gray(256, 16);
  structuredClone(image.pixels, { transfer: [image.pixels.buffer] });
  return image;
}

const wrongImages: readonly (readonly [title: string, image: unknown, message: RegExp])[] = [
  ['a number', 42, /received 42/],
  ['an empty object', {}, /received {}/],
  ['undefined', undefined, /received undefined/],
  ['null', null, /received null/],
  ['three pixels for 48 x 48', gray(3, 48), /received 3 bytes for 48 x 48/],
  ['pixels of two bytes', gray(2 * 256, 16), /received 512 bytes for 16 x 16/],
  ['no pixels', gray(0, 0), /whole numbers of at least 1, received 0 x 0/],
  ['a width of NaN', gray(256, NaN, 16), /received NaN x 16/],
  ['a negative height', gray(256, 16, -16), /received 16 x -16/],
  ['a width as text', { ...gray(256, 16), width: '16' }, /received "16" x 16/],
  ['floats', { ...gray(0, 16), pixels: new Float32Array(256) }, /received Float32Array for 16 x 16.*255 \* value/],
  [
    'an array of numbers',
    { ...gray(0, 4), pixels: new Array(16).fill(0.5) },
    /received an array of 16 .*Uint8Array.*255 \* value/,
  ],
  ['bytes of another thread', detached(), /received 0 bytes.*send a copy/],
];

describe.each(wrongImages)('%s', (_, image, message) => {
  test('as an image is told, with its place in a list', async () => {
    const good = gray(256, 16);
    const list = [good, good, good, any(image)];
    const calls: readonly (readonly [string, () => unknown])[] = [
      ['images[3]', () => model.predict(list)],
      ['images[3]', () => model.predictMatrix(list, { views: 2 })],
      ['images[3]', () => classifier.classifyBatch(list, { onUnreadable: () => undefined })],
      ['image', () => classifier.classify(any(image))],
      ['image', () => classifier.explain(any(image))],
      ['frame', () => classifier.classifyStream([any(image)]).next()],
      ['face', () => explain(model, any(image))],
      ['image', () => detector.detect(any(image))],
      ['image', () => cropFace(any(image), frame, { width: 4, height: 4 })],
      ['image', () => readGrayImage(any(image))],
      ['image', () => readColorImage(any(image))],
    ];
    for (const [option, call] of calls) {
      const error = await catchError(call);
      expect(error).toMatchObject({ code: 'OPTION_INVALID', details: { option } });
      expect((error as Error).message).toMatch(message);
    }
  });
});

test('files are read by classifiers, and scored by predict only after readGrayImage', async () => {
  const error = await catchError(() => model.predict(any(['photo.jpg'])));
  expect(error).toMatchObject({ code: 'OPTION_INVALID', details: { option: 'images[0]', received: '"photo.jpg"' } });
  expect((error as Error).message).toMatch(/readGrayImage reads files.*; a classifier reads them itself/);
});

test('colour where grey is expected is told, and the reverse', async () => {
  const color = gray(4 * 256, 16);
  expect(await catchError(() => model.predict([color]))).toMatchObject({
    message: expect.stringMatching(/images\[0\].*received 1024 bytes.*readGrayImage converts colour/) as string,
  });
  expect(await catchError(() => detector.detect(gray(256, 16)))).toMatchObject({
    message: expect.stringMatching(/received 256 bytes.*readColorImage converts grey/) as string,
  });
});

test('R G B pixels are taken where images are read, and told where R G B A or grey is expected', async () => {
  const rgb = gray(3 * 256, 16);
  expect(await classifier.classify(rgb)).toHaveLength(1);
  expect(await model.predict([{ ...rgb, channels: 3 }])).toHaveLength(1);
  for (const [call, next] of [
    [() => model.predict([rgb]), 'add channels: 3'],
    [() => detector.detect(rgb), 'a fourth byte'],
  ] as const) {
    const { message } = (await catchError(call)) as Error;
    expect(message).toContain('received 768 bytes for 16 x 16');
    expect(message).toContain(next);
  }
});

test('a single image where a list is expected is told, and the reverse', async () => {
  expect(await catchError(() => model.predict(any(gray(256, 16))))).toMatchObject({
    details: { option: 'images', next: 'A single image goes into a list: [image].' },
  });
  expect(await catchError(() => classifier.classifyBatch(any(gray(256, 16))))).toMatchObject({
    details: { option: 'images', next: 'classify takes a single image.' },
  });
  expect(await catchError(() => classifier.classify(any([gray(256, 16)])))).toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: 'image' },
  });
  for (const frames of [gray(256, 16), 'film.mp4', new Uint8Array(9), undefined, 7]) {
    expect(await catchError(() => classifier.classifyStream(any(frames)).next())).toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'frames' },
    });
  }
});

test('holes of a list are no images', async () => {
  const holes = new Array<never>(2);
  expect(await catchError(() => model.predict(holes))).toMatchObject({ details: { option: 'images[0]' } });
  expect(await catchError(() => classifier.classifyBatch(holes))).toMatchObject({ details: { option: 'images[0]' } });
});

test('bytes that are no image name their place in the list', async () => {
  const text = new TextEncoder().encode('no picture');
  expect(await catchError(() => classifier.classifyBatch([gray(256, 16), text]))).toMatchObject({
    code: 'IMAGE_UNREADABLE',
    details: { source: 'images[1]' },
  });
});

test('streams whose chunks are no bytes are refused', async () => {
  const chunks = new ReadableStream<never>({
    start: (controller) => {
      controller.enqueue(any('text'));
      controller.close();
    },
  });
  expect(await catchError(() => readGrayImage(chunks))).toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

describe('faces', () => {
  const face = { box: { x: 0, y: 0, width: 8, height: 8 }, score: 0.9, landmarks: null };

  test.each<[string, unknown, string]>([
    ['no list', face, 'faces'],
    ['no face', [face, 7], 'faces[1]'],
    ['a box with NaN', [{ ...face, box: { ...face.box, x: NaN } }], 'faces[0].box'],
    ['a box without width', [{ ...face, box: { ...face.box, width: 0 } }], 'faces[0].box'],
    ['a score in percent', [{ ...face, score: 90 }], 'faces[0].score'],
    ['landmarks without points', [{ ...face, landmarks: {} }], 'faces[0].landmarks'],
    ['absent landmarks', [{ ...face, landmarks: undefined }], 'faces[0].landmarks'],
  ])('%s is told by the tracker, and by the classifier of a detector of the caller', async (_, faces, option) => {
    expect(await catchError(() => new FaceTracker().update(any(faces), 0))).toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
    });
    const own = { detect: () => Promise.resolve(any(faces)), dispose: () => undefined };
    const custom = await createClassifier({ model, faces: own });
    expect(await catchError(() => custom.classify(gray(256, 16)))).toMatchObject({
      code: 'OPTION_INVALID',
      details: { option, next: 'The face detector returned it.' },
    });
    expect(await catchError(() => custom.classifyStream([gray(256, 16)]).next())).toMatchObject({
      code: 'OPTION_INVALID',
      details: { option, next: 'The face detector returned it.' },
    });
    custom.dispose();
  });

  test.each([
    ['beside the image', { ...face.box, x: 20 }],
    ['in shares of the image', { x: 0.2, y: 0.2, width: 0.5, height: 0.5 }],
    ['far larger than the image', { x: -1e12, y: -1e12, width: 1e13, height: 1e13 }],
  ])('a box %s is told by the classifier of a detector of the caller', async (_, box) => {
    const own = { detect: () => Promise.resolve([face, { ...face, box }]), dispose: () => undefined };
    const custom = await createClassifier({ model, faces: own });
    const calls = [() => custom.classify(gray(400, 20)), () => custom.classifyStream([gray(400, 20)]).next()];
    for (const call of calls) {
      expect(await catchError(call)).toMatchObject({ code: 'OPTION_INVALID', details: { option: 'faces[1].box' } });
    }
    custom.dispose();
  });

  test('frames and crops of impossible sizes are told', async () => {
    const image = gray(4 * 256, 16);
    const size = { width: 4, height: 4 };
    for (const side of [0, -1, NaN, 1e9]) {
      const error = await catchError(() => cropFace(image, { ...frame, side }, size));
      expect(error).toMatchObject({ code: 'OPTION_INVALID', details: { option: 'frame.side' } });
    }
    expect(await catchError(() => cropFace(image, frame, { width: 4, height: 1e9 }))).toMatchObject({
      details: { option: 'size.height' },
    });
    expect(await catchError(() => frameFace(any({ box: [1, 2, 3, 4], landmarks: null })))).toMatchObject({
      details: { option: 'face.box' },
    });
  });
});

describe('the time of a classification', () => {
  test('is its share: the times of all faces sum to no more than the clock', async () => {
    const began = performance.now();
    const calls = [1, 2].map(() => classifier.classifyBatch(Array.from({ length: 40 }, () => gray(256, 16))));
    const results = (await Promise.all(calls)).flat(2);
    const elapsed = performance.now() - began;
    const sum = results.reduce((total, { milliseconds }) => total + milliseconds, 0);
    expect(results).toHaveLength(80);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(elapsed);
  });

  test('is divided among images whose faces are searched at the same time', async () => {
    const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));
    const found = [1, 2].map(() => ({ box: { x: 0, y: 0, width: 16, height: 16 }, score: 1, landmarks: null }));
    const own = { detect: () => wait().then(() => found), dispose: () => undefined };
    const custom = await createClassifier({ model, faces: own });
    const began = performance.now();
    const results = await custom.classifyBatch(Array.from({ length: 8 }, () => gray(256, 16)));
    const elapsed = performance.now() - began;
    custom.dispose();
    const sum = results.flat().reduce((total, { milliseconds }) => total + milliseconds, 0);
    expect(sum).toBeGreaterThan(30);
    expect(sum).toBeLessThanOrEqual(elapsed);
  });
});
