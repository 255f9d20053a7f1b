import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createModel, evaluate, type FerModel, loadModel, removeCheckpoint, saveModel, train } from '@ferkit/core';
import type { TrainEvent } from '@ferkit/core/metrics';
import { trainInWorker } from '@ferkit/core/worker';
import { createStripes } from '../core/support/createStripes';
import { readWeights, tinyNet } from '../core/support/tinyNet';

const data = createStripes();
let model: FerModel;

function createTiny(): Promise<FerModel> {
  return createModel({
    architecture: tinyNet,
    labels: data.labels,
    input: { width: data.width, height: data.height },
    backend: 'cpu',
  });
}

beforeEach(async () => {
  model = await createTiny();
});
afterEach(() => model.dispose());

test('a page trains a model with events and evaluates it', async () => {
  const events: TrainEvent[] = [];
  const { reason } = await train(model, data, {
    epochs: 6,
    batchSize: 8,
    learningRate: 0.02,
    augment: false,
    onEvent: (event) => events.push(event),
  });
  expect(reason).toBe('completed');
  expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(6);
  const { accuracy, confusion } = await evaluate(model, data.selectSplit('validation'));
  expect(accuracy).toBeGreaterThan(0.9);
  expect(confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(data.selectSplit('validation').size);
});

test('a page aborts a training and resumes it from the checkpoint to the same weights', async () => {
  const checkpoint = 'indexeddb:stopped-run';
  const options = { epochs: 3, batchSize: 16, seed: 4 };
  const other = await createTiny();
  await train(other, data, options);

  const controller = new AbortController();
  const stopped = train(model, data, {
    ...options,
    checkpoint,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'batch' && event.epoch === 2) controller.abort(new Error('closed'));
    },
  });
  await expect(stopped).rejects.toThrow('closed');
  const again = await createTiny();
  const resumed: number[] = [];
  await train(again, data, {
    ...options,
    checkpoint,
    onEvent: (event) => {
      if (event.type === 'start') resumed.push(event.resumedAt.epoch);
    },
  });
  expect(resumed[0]).toBeGreaterThan(0);
  expect(await readWeights(again)).toEqual(await readWeights(other));
  other.dispose();
  again.dispose();
});

test('a checkpoint in use by the page is locked for its workers until the page is done', async () => {
  const checkpoint = 'indexeddb:shared-run';
  const other = await createTiny();
  const startWorker = (): Worker =>
    new Worker(new URL('./support/ferkit.worker.ts', import.meta.url), { type: 'module' });
  const inWorker = () => trainInWorker(other, data, { epochs: 1, checkpoint, worker: startWorker() });
  const controller = new AbortController();
  let refused: Promise<unknown> | undefined;
  let failure: unknown;
  const run = train(model, data, {
    epochs: 500,
    checkpoint,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'epoch')
        refused ??= inWorker()
          .catch((error: unknown) => (failure = error))
          .finally(() => controller.abort(new Error('enough')));
    },
  });
  await expect(run).rejects.toThrow('enough');
  await refused;
  expect(failure).toMatchObject({ name: 'FerError', code: 'STORAGE_BUSY' });
  await removeCheckpoint(checkpoint);
  await expect(inWorker()).resolves.toMatchObject({ reason: 'completed' });
  other.dispose();
});

describe('a model saved by a page', () => {
  test('is loaded unchanged from IndexedDB', async () => {
    const { bytes, path } = await saveModel(model, 'indexeddb:my-model');
    expect([bytes > 0, path]).toEqual([true, 'indexeddb:my-model/model.json']);
    const loaded = await loadModel('indexeddb:my-model', { backend: 'cpu' });
    expect(await readWeights(loaded)).toEqual(await readWeights(model));
    expect(loaded.metadata).toEqual(model.metadata);
    loaded.dispose();
  });

  test('is replaced by the next model of the same name', async () => {
    const next = await createModel({
      architecture: tinyNet,
      labels: data.labels,
      seed: 9,
      input: data,
      backend: 'cpu',
    });
    await saveModel(model, 'indexeddb:replaced');
    await saveModel(next, 'indexeddb:replaced');
    const loaded = await loadModel('indexeddb:replaced', { backend: 'cpu' });
    expect(await readWeights(loaded)).toEqual(await readWeights(next));
    loaded.dispose();
    next.dispose();
  });

  test('has all weights of one step if it is saved during training', async () => {
    // Training continues while weights are read from the GPU.
    const trained = await createModel({
      architecture: tinyNet,
      options: { filters: 64 },
      labels: data.labels,
      input: data,
      backend: 'webgl',
    });
    let saved: Promise<unknown> | undefined;
    let atThatStep: readonly tf.Tensor[] = [];
    await train(trained, data, {
      epochs: 2,
      batchSize: 8,
      onEvent: (event) => {
        if (event.type !== 'batch' || saved !== undefined) return;
        saved = saveModel(trained, 'indexeddb:trained');
        atThatStep = trained.layers.weights.map((weight) => tf.keep(weight.read().clone()));
      },
    });
    await saved;
    const loaded = await loadModel('indexeddb:trained', { backend: 'cpu' });
    expect(await readWeights(loaded)).toEqual(
      await Promise.all(atThatStep.map(async (weight) => [...(await weight.data())])),
    );
    tf.dispose([...atThatStep]);
    loaded.dispose();
    trained.dispose();
  });

  test('is downloaded as files, which load when they are picked', async () => {
    const downloads: Promise<File>[] = [];
    // A page cannot read downloads: the test fetches the links instead of clicking them.
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      const { href, download } = this;
      downloads.push(
        fetch(href).then(async (response) => new File([await response.blob()], download.replaceAll('/', '_'))),
      );
    });
    await saveModel(model, 'download:my-model', { precision: 'float16' });
    const files = await Promise.all(downloads);
    vi.restoreAllMocks();
    expect(files.map(({ name }) => name)).toContain('model.json');
    const loaded = await loadModel(files, { backend: 'cpu' });
    expect(loaded.labels).toEqual(model.labels);
    loaded.dispose();
  });

  test('gives a typed error if it does not exist', async () => {
    await expect(loadModel('indexeddb:never-saved')).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(saveModel(model, '/home/me/model')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
