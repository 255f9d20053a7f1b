import { afterEach, describe, expect, test, vi } from 'vitest';
import { train, type TrainOptions } from '@ferkit/core';
import { Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { trainInWorker, type WorkerTrainOptions } from '@ferkit/core/worker';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { startServedWorker } from './servedWorker';

afterEach(() => vi.unstubAllGlobals());

const stripes = createStripes();
const whole = new Dataset({ ...(stripes as DatasetColumns), splitIndices: new Uint8Array(stripes.size) });
const quick: TrainOptions = { epochs: 3, batchSize: 16, learningRate: 0.01 };

describe('training in a worker', () => {
  test.each([
    ['with a validation split', stripes],
    ['of which a share is held out', whole],
    ['given as two sets', { train: stripes.selectSplit('train'), validation: stripes.selectSplit('validation') }],
  ])('gives the result of train, on data %s', async (_, data) => {
    const [here, there] = [await createTinyModel(), await createTinyModel()];
    const expected: TrainEvent[] = [];
    const events: TrainEvent[] = [];
    const wanted = await train(here, data, { ...quick, onEvent: (event) => expected.push(event) });
    const { worker } = startServedWorker();
    const result = await trainInWorker(there, data, { ...quick, worker, onEvent: (event) => events.push(event) });
    expect(result.history).toEqual(wanted.history);
    expect(result.heldOutSamples).toBe(wanted.heldOutSamples);
    expect(events.map(({ type }) => type)).toEqual(expected.map(({ type }) => type));
    expect(await readWeights(there)).toEqual(await readWeights(here));
    expect(there.metadata.provenance).toMatchObject({ dataset: here.metadata.provenance!.dataset, epochs: 3 });
    for (const model of [here, there]) model.dispose();
  });

  test('is stopped kindly, with what was learned until then', async () => {
    const model = await createTinyModel();
    const before = await readWeights(model);
    const stop = new AbortController();
    const { worker } = startServedWorker();
    const { reason, history } = await trainInWorker(model, stripes, {
      ...quick,
      epochs: 1000,
      worker,
      stopSignal: stop.signal,
      onEvent: ({ type }) => type === 'epoch' && stop.abort(),
    });
    expect(reason).toBe('stopped');
    expect(history.length).toBeGreaterThan(0);
    expect(history.length).toBeLessThan(1000);
    expect(await readWeights(model)).not.toEqual(before);
    model.dispose();
  });

  test.each([
    [
      'throws',
      (): unknown => {
        throw new Error('the chart is broken');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('the chart is broken'))],
  ])('ends with the error of a listener that %s, and the model has the weights of the aborted run', async (_, fail) => {
    const model = await createTinyModel();
    const before = await readWeights(model);
    const { worker, messages } = startServedWorker();
    const run = trainInWorker(model, stripes, {
      ...quick,
      epochs: 1000,
      worker,
      onEvent: ({ type }) => (type === 'epoch' ? fail() : undefined),
    });
    await expect(run).rejects.toThrow('the chart is broken');
    expect(messages).toEqual(['train', 'abort', 'terminate']);
    expect(await readWeights(model)).not.toEqual(before);
    model.dispose();
  });

  test('refuses a second run of the same model, here or in a worker', async () => {
    const model = await createTinyModel();
    const first = trainInWorker(model, stripes, { ...quick, worker: startServedWorker().worker });
    const busy = { code: 'MODEL_BUSY' };
    const second = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined });
    const run = trainInWorker(model, stripes, { ...quick, worker: second as unknown as Worker });
    await expect(run).rejects.toMatchObject(busy);
    await expect(train(model, stripes, quick)).rejects.toMatchObject(busy);
    await first;
    await train(model, stripes, { ...quick, epochs: 1 });
    model.dispose();
  });

  test.each<[unknown, string]>([
    [{ worker: null }, 'worker'],
    [{ worker: 'ferkit.worker.js' }, 'worker'],
  ])('needs a worker, unlike %j', async (options, option) => {
    const model = await createTinyModel();
    const run = trainInWorker(model, stripes, options as WorkerTrainOptions);
    await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
    model.dispose();
  });

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ learning_rate: 1 }, 'learning_rate'],
    [{ seed: NaN }, 'seed'],
    [{ augment: { rotation: 5 } }, 'augment.rotation'],
    [{ labelWeights: { z: 1 } }, 'labelWeights'],
    [{ onEvent: 'log' }, 'onEvent'],
  ])('refuses %j before the worker is asked, and terminates it', async (options, option) => {
    const model = await createTinyModel();
    const { worker, messages } = startServedWorker();
    const run = trainInWorker(model, stripes, { worker, ...options });
    await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
    expect(messages).toEqual(['terminate']);
    model.dispose();
  });

  test('refuses data and models that are none', async () => {
    const model = await createTinyModel();
    for (const [given, data, option] of [
      [model, { train: stripes, val: stripes }, 'data.val'],
      [model, 'faces.csv', 'data'],
      [undefined, stripes, 'model'],
    ] as const) {
      const run = trainInWorker(given as never, data as never, { worker: startServedWorker().worker });
      await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
    }
    model.dispose();
  });

  test("keeps code and details of the worker's errors", async () => {
    const model = await createTinyModel();
    const run = trainInWorker(
      model,
      { train: stripes },
      {
        ...quick,
        optimizer: 'sgd',
        learningRate: 1e30,
        warmupEpochs: 0,
        worker: startServedWorker().worker,
      },
    );
    await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED', details: { epoch: 1 } });
    model.dispose();
  });
});
