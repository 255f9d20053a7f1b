import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSyntheticFaces, type ModelImage, isFerError } from '@ferkit/core/datasets';
import {
  type Classification,
  type Classifier,
  createClassifier,
  createModel,
  type LoadEvent,
  removeCheckpoint,
  saveModel,
  train,
} from '@ferkit/core';
import type { TrainEvent } from '@ferkit/core/metrics';
import { createWorkerClassifier, trainInWorker } from '@ferkit/core/worker';
import { createStripes } from '../core/support/createStripes';
import { readWeights, tinyNet } from '../core/support/tinyNet';
import { servedWasm } from './support/servedWasm';
import { saveSmallFaceModel } from './support/saveSmallFaceModel';
import { foreignHosts } from './support/watchRequests';

const startWorker = (): Worker =>
  new Worker(new URL('./support/ferkit.worker.ts', import.meta.url), { type: 'module' });

const faces = createSyntheticFaces({ count: 7, size: 48 });
const face = faces.image(3);

/** Removes the duration, which varies between runs. */
function withoutTime(found: readonly Classification[]): readonly unknown[] {
  return found.map(({ milliseconds, ...rest }) => {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    return rest;
  });
}

describe('a classifier in a worker', () => {
  let model: string;
  let classifier: Classifier;
  const events: LoadEvent[] = [];

  beforeAll(async () => {
    model = await saveSmallFaceModel();
  });

  beforeEach(async () => {
    events.length = 0;
    classifier = await createWorkerClassifier({
      worker: startWorker(),
      model,
      backend: 'cpu',
      faces: false,
      threshold: 0.2,
      onProgress: (event) => events.push(event),
    });
  });
  afterEach(() => classifier.dispose());

  test('gives the same results as a classifier on the page, by the same interface', async () => {
    const own = await createClassifier({ model, backend: 'cpu', faces: false, threshold: 0.2 });
    expect(classifier.metadata).toEqual(own.metadata);
    expect(classifier.backend).toEqual(own.backend);
    expect(withoutTime(await classifier.classify(face))).toEqual(withoutTime(await own.classify(face)));
    const images = [0, 1, 2].map((k) => faces.image(k));
    const [here, there] = [await own.classifyBatch(images), await classifier.classifyBatch(images)];
    expect(there.map(withoutTime)).toEqual(here.map(withoutTime));
    own.dispose();
  });

  test('skips unreadable images and reports their errors', async () => {
    const unreadable: [number, boolean][] = [];
    const found = await classifier.classifyBatch([face, new Blob(['no image']), face], {
      onUnreadable: (error, index) => unreadable.push([index, isFerError(error, 'IMAGE_UNREADABLE')]),
    });
    expect(unreadable).toEqual([[1, true]]);
    expect(found.map((entry) => entry.length)).toEqual([1, 0, 1]);
    await expect(classifier.classifyBatch([new Blob(['no image'])])).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });

  test('explains as a classifier on the page', async () => {
    const own = await createClassifier({ model, backend: 'cpu', faces: false, threshold: 0.2 });
    const options = { patch: 16, stride: 16, label: 'sad' };
    const [here, there] = [await own.explain(face, options), await classifier.explain(face, options)];
    expect(there).toEqual(here);
    expect(Math.max(...there[0]!.influence)).toBeGreaterThan(Math.min(...there[0]!.influence));
    await expect(classifier.explain(face, { label: 'bored' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    own.dispose();
  });

  test('reports the progress of its creation', () => {
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['read', 'backend', 'warmup']) as unknown);
    expect(events.at(-1)).toMatchObject({ type: 'ready', backend: { name: 'cpu' } });
  });

  test('accepts images of all types, and does not detach the pixels of the page', async () => {
    const wanted = withoutTime(await classifier.classify(face));
    const rgba = new ImageData(48, 48);
    face.pixels.forEach((value, index) => rgba.data.set([value, value, value, 255], index * 4));
    const canvas = new OffscreenCanvas(48, 48);
    canvas.getContext('2d')!.putImageData(rgba, 0, 0);
    const file = await canvas.convertToBlob();
    const address = URL.createObjectURL(file);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const bitmap = await createImageBitmap(canvas);
    for (const image of [rgba, file, address, new URL(address), bytes, file.stream(), canvas, bitmap]) {
      expect(withoutTime(await classifier.classify(image))).toEqual(wanted);
    }
    expect(bitmap.width).toBe(48);
    expect(rgba.data).toHaveLength(48 * 48 * 4);
    expect(bytes.length).toBe(file.size);
    expect(faces.pixels).toHaveLength(7 * 48 * 48);
  });

  test('smooths the frames of a stream as a classifier on the page', async () => {
    const own = await createClassifier({ model, backend: 'cpu', faces: false, threshold: 0.2 });
    const frames = [0, 1, 2, 3].map((k) => faces.image(k));
    const collect = async (stream: AsyncIterable<readonly Classification[]>): Promise<unknown[]> => {
      const results: unknown[] = [];
      for await (const found of stream) results.push(withoutTime(found));
      return results;
    };
    const here = await collect(own.classifyStream(frames, { smoothing: 0.6 }));
    expect(await collect(classifier.classifyStream(frames, { smoothing: 0.6 }))).toEqual(here);
    own.dispose();
  });

  test('requests a frame once the previous one is done, and none after the loop ended', async () => {
    let asked = 0;
    function* frames(): Generator<ModelImage> {
      for (;;) {
        asked++;
        yield face;
      }
    }
    for await (const found of classifier.classifyStream(frames())) {
      expect(found).toHaveLength(1);
      if (asked === 3) break;
    }
    expect(asked).toBe(3);
    expect(await classifier.classify(face)).toHaveLength(1);
  });

  test('rejects with the typed errors of the worker', async () => {
    const error: unknown = await classifier.classify(new Blob(['no image'])).catch((reason: unknown) => reason);
    expect(isFerError(error, 'IMAGE_UNREADABLE')).toBe(true);
    expect(error).toMatchObject({ details: { received: expect.any(String) as string } });
    const invalid: unknown = await classifier
      .classify({ pixels: new Uint8Array(3), width: 2, height: 2 })
      .catch((reason: unknown) => reason);
    expect(isFerError(invalid, 'OPTION_INVALID') && invalid.details.option).toBe('image');
    await expect(classifier.classifyStream([face], { smoothing: 2 }).next()).rejects.toMatchObject({
      details: { option: 'smoothing' },
    });
  });

  test('aborts at once with the reason of the signal, and classifies the next image', async () => {
    const reason = new Error('another image came');
    const controller = new AbortController();
    const stopped = classifier.classifyBatch(new Array<ModelImage>(100).fill(face), { signal: controller.signal });
    controller.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    await expect(classifier.classify(face, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await classifier.classify(face)).toHaveLength(1);
  });

  test('rejects pending and later calls once it is disposed', async () => {
    const waiting = classifier.classify(face);
    classifier.dispose();
    await expect(waiting).rejects.toMatchObject({ code: 'DISPOSED' });
    await expect(classifier.classify(face)).rejects.toMatchObject({ code: 'DISPOSED' });
    classifier.dispose();
  });
});

describe('creating a classifier in a worker', () => {
  test('terminates the worker at the end of a block with using', async () => {
    let used: Classifier;
    {
      using classifier = await createWorkerClassifier({ worker: startWorker(), backend: 'cpu', faces: false });
      used = classifier;
      expect(await classifier.classify(face)).toHaveLength(1);
    }
    await expect(used.classify(face)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  test('loads WebAssembly files and a model from the paths of the page', async () => {
    const { width, height } = face;
    const model = await createModel({
      architecture: tinyNet,
      labels: ['a', 'b'],
      input: { width, height },
      backend: 'cpu',
    });
    await saveModel(model, 'indexeddb:for-the-worker');
    model.dispose();
    const classifier = await createWorkerClassifier({
      worker: startWorker(),
      model: 'indexeddb:for-the-worker',
      backend: servedWasm,
      faces: false,
    });
    expect(classifier.backend.name).toBe('wasm');
    expect(classifier.metadata.labels).toEqual(['a', 'b']);
    expect((await classifier.classify(face))[0]!.scores).toHaveLength(2);
    classifier.dispose();
  });

  test('rejects with the error of the worker', async () => {
    await expect(
      createWorkerClassifier({ worker: startWorker(), model: 'indexeddb:none', backend: 'cpu' }),
    ).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  test('can be aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('left the page');
    const made = createWorkerClassifier({ worker: startWorker(), signal: controller.signal });
    controller.abort(reason);
    await expect(made).rejects.toBe(reason);
  });

  test('rejects with a typed error if the script is missing or broken', async () => {
    const missing = new Worker('/no-such-worker.js', { type: 'module' });
    await expect(createWorkerClassifier({ worker: missing })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    const broken = new Worker(new URL('./support/broken.worker.ts', import.meta.url), { type: 'module' });
    await expect(createWorkerClassifier({ worker: broken })).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      details: { reason: expect.stringContaining('this worker never starts') as string },
    });
  });

  test('rejects the pending call if the worker dies, and a new one can be created', async () => {
    const worker = new Worker(new URL('./support/dying.worker.ts', import.meta.url), { type: 'module' });
    const dying = await createWorkerClassifier({ worker, backend: 'cpu', faces: false });
    await expect(dying.classify(face)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    await expect(dying.classify(face)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    const next = await createWorkerClassifier({ worker: startWorker(), backend: 'cpu', faces: false });
    expect(await next.classify(face)).toHaveLength(1);
    next.dispose();
  });
});

describe('training in a worker', () => {
  const data = createStripes();
  const options = { epochs: 3, batchSize: 16, seed: 4, learningRate: 0.01 };
  const createTiny = () => createModel({ architecture: tinyNet, labels: data.labels, input: data, backend: 'cpu' });

  test('gives the weights, events and result of a training on the page', async () => {
    const [own, other] = [await createTiny(), await createTiny()];
    const [here, there]: [TrainEvent[], TrainEvent[]] = [[], []];
    const wanted = await train(own, data, { ...options, onEvent: (event) => here.push(event) });
    const found = await trainInWorker(other, data, {
      ...options,
      worker: startWorker(),
      onEvent: (event) => there.push(event),
    });
    expect(await readWeights(other)).toEqual(await readWeights(own));
    expect({ ...found, seconds: 0 }).toEqual({ ...wanted, seconds: 0 });
    expect(there.map(({ type }) => type)).toEqual(here.map(({ type }) => type));
    expect(other.metadata.provenance).toMatchObject({ dataset: 'stripes/train', seed: 4 });
    own.dispose();
    other.dispose();
  });

  test('can be aborted, and the model keeps the weights learned so far', async () => {
    const model = await createTiny();
    const before = await readWeights(model);
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = trainInWorker(model, data, {
      ...options,
      epochs: 500,
      worker: startWorker(),
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'epoch') controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect(await readWeights(model)).not.toEqual(before);
    model.dispose();
  });

  test('resumes in a new worker, with the weights of an uninterrupted training', async () => {
    const [whole, halves] = [await createTiny(), await createTiny()];
    const run = { ...options, epochs: 4 };
    await trainInWorker(whole, data, { ...run, worker: startWorker() });
    const checkpoint = { path: 'indexeddb:stopped-in-a-worker' };
    const controller = new AbortController();
    const onEvent = ({ type }: TrainEvent): void => {
      if (type === 'epoch') controller.abort();
    };
    const { signal } = controller;
    const first = trainInWorker(halves, data, { ...run, checkpoint, worker: startWorker(), signal, onEvent });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });

    const events: TrainEvent[] = [];
    const worker = startWorker();
    const { history } = await trainInWorker(halves, data, {
      ...run,
      checkpoint,
      worker,
      onEvent: (event) => events.push(event),
    });
    // The first epoch is not repeated.
    expect(events.filter(({ type }) => type === 'epoch').length).toBeLessThan(4);
    expect(history).toHaveLength(4);
    expect(await readWeights(halves)).toEqual(await readWeights(whole));
    await removeCheckpoint(checkpoint.path);
    whole.dispose();
    halves.dispose();
  });

  test('rejects invalid options as a training on the page', async () => {
    const model = await createTiny();
    await expect(trainInWorker(model, data, { ...options, epochs: 0, worker: startWorker() })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'epochs' },
    });
    model.dispose();
  });
});

test('no test sent a request to another host', () => {
  expect(foreignHosts()).toEqual([]);
});
