import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Dataset, DatasetColumns } from '@ferkit/core/datasets';
import { type FerModel, train, type TrainOptions } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';

const stripes = createStripes();
const sets = { train: stripes.selectSplit('train'), validation: stripes.selectSplit('validation') };
const quick: TrainOptions = { epochs: 3, batchSize: 16, learningRate: 0.01 };

describe('training refuses', () => {
  test.each([
    ['epochs', 0],
    ['epochs', 1.5],
    ['batchSize', -1],
    ['learningRate', 0],
    ['learningRate', NaN],
    ['optimizer', 'lbfgs'],
    ['labelSmoothing', 1],
    ['mixup', -1],
    ['cutmix', 0],
    ['clipNorm', 0],
    ['averageWeights', 1],
    ['patience', 0],
    ['metric', 'f2'],
    ['schedule', { type: 'step', epochs: 0, factor: 0.1 }],
    ['labelWeights', { d: 1 }],
    ['labelWeights', { a: -1 }],
    ['labelWeights', { a: 0, b: 0, c: 0 }],
    ['labelWeights', new Map([['a', 1]])],
    ['seed', 0.5],
    ['seed', NaN],
    ['augment', true],
    ['workers', 0],
    ['workers', '2'],
    ['checkpoint', ''],
    ['checkpoint', 5],
    ['checkpoint', {}],
    ['validationShare', 0],
    ['validationShare', 1],
    ['validationShare', true],
    ['stopSignal', {}],
    ['signal', 'now'],
    ['onEvent', {}],
    ['schedule', 'step'],
    ['schedule', { type: 'cosine', epochs: 3 }],
    ['schedule', { type: 'step', factor: 0.5 }],
  ])('%s = %j', async (option, value) => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    await expect(train(model, sets, { [option]: value })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
    });
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test.each([
    [{ learning_rate: 0.1 }, 'learning_rate', 'learningRate'],
    [{ epoch: 3 }, 'epoch', 'epochs'],
    [{ validationSplit: 0.2 }, 'validationSplit', 'validationShare'],
    [{ augment: { rotation: 10 } }, 'augment.rotation', 'augment.rotate'],
    [{ augment: { rotate: 500 } }, 'augment.rotate', undefined],
    [{ checkpoint: { path: 'x', everySecond: 3 } }, 'checkpoint.everySecond', 'checkpoint.everySeconds'],
    [{ checkpoint: { path: 'x', pfad: 'y' } }, 'checkpoint.pfad', undefined],
    [{ checkpoint: { path: '' } }, 'checkpoint.path', undefined],
    [{ schedule: { type: 'step', epoch: 3, factor: 0.5 } }, 'schedule.epoch', 'schedule.epochs'],
  ])('the misspelt or nested option %j by its name', async (options, option, meant) => {
    const model = await createTinyModel();
    const run = train(model, sets, options as TrainOptions);
    await expect(run).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
      ...(meant === undefined ? {} : { message: expect.stringContaining(`Did you mean "${meant}"?`) as string }),
    });
    model.dispose();
  });

  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'data', 'a Dataset'],
    ['a path', 'fer2013.csv', 'data', 'a Dataset'],
    ['no training samples', { validation: stripes }, 'data', 'a Dataset'],
    ['a misspelt validation set', { train: stripes, val: stripes }, 'data.val', 'Did you mean "data.validation"?'],
    ['a test set', { train: stripes, test: stripes }, 'data.test', 'data.train, data.validation'],
    ['a path of a dataset', { train: 'fer2013.csv' }, 'data.train', 'a Dataset'],
    ['a list', [stripes, stripes], 'data', 'a Dataset'],
  ])('%s as data', async (_, data, option, words) => {
    const model = await createTinyModel();
    const run = train(model, data as Dataset, quick);
    await expect(run).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
      message: expect.stringContaining(words) as string,
    });
    model.dispose();
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a path', 'runs/model'],
    ['a network of tfjs', { layers: [], predict: () => undefined }],
    ['a dataset', stripes],
  ])('%s as the model', async (_, model) => {
    await expect(train(model as FerModel, sets, quick)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'model' },
    });
  });

  test('options that are no object of options', async () => {
    const model = await createTinyModel();
    for (const options of [null, 5, 'fast', [], new Map([['epochs', 1]]), new AbortController().signal]) {
      const run = train(model, sets, options as TrainOptions);
      await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'options' } });
    }
    model.dispose();
  });

  test.each([{ patience: 3 }, { metric: 'loss' }] as const)('%j without validation samples', async (options) => {
    const model = await createTinyModel();
    const run = train(model, { train: stripes }, { ...quick, ...options });
    await expect(run).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: Object.keys(options)[0], expected: expect.stringContaining('validation samples') as string },
    });
    model.dispose();
  });

  test('data with other labels than the model', async () => {
    const model = await createTinyModel({ labels: ['a', 'c', 'b'] });
    await expect(train(model, sets)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field: 'labels' },
    });
    model.dispose();
  });

  test('a model in training, and a disposed one', async () => {
    const model = await createTinyModel();
    const first = train(model, sets, quick);
    await expect(train(model, sets, quick)).rejects.toMatchObject({ code: 'MODEL_BUSY' });
    await first;
    await train(model, sets, { ...quick, epochs: 1 });
    model.dispose();
    await expect(train(model, sets, quick)).rejects.toMatchObject({ code: 'DISPOSED' });
  });
});

describe('training takes', () => {
  test('the schedules constant and cosine as text', async () => {
    const weights = [];
    for (const schedule of ['constant', { type: 'constant' }, 'cosine', undefined] as const) {
      const model = await createTinyModel();
      await train(model, sets, { ...quick, epochs: 2, ...(schedule === undefined ? {} : { schedule }) });
      weights.push(await readWeights(model));
      model.dispose();
    }
    expect(weights[0]).toEqual(weights[1]);
    expect(weights[2]).toEqual(weights[3]);
    expect(weights[0]).not.toEqual(weights[2]);
  });

  test('images of another size than the model, and a batch larger than the data', async () => {
    const model = await createTinyModel();
    const large = createStripes({ side: 32, size: 40 });
    const { history } = await train(model, large, { ...quick, epochs: 2, batchSize: 1000 });
    expect(history).toHaveLength(2);
    model.dispose();
  });

  test('a run of a thousand million epochs, which can be stopped', async () => {
    const model = await createTinyModel();
    const stop = new AbortController();
    const { reason, history } = await train(model, sets, {
      ...quick,
      epochs: 1e9,
      stopSignal: stop.signal,
      onEvent: ({ type }) => type === 'epoch' && stop.abort(),
    });
    expect(reason).toBe('stopped');
    expect(history).toHaveLength(1);
    model.dispose();
  });

  test('columns that are no Dataset', async () => {
    const model = await createTinyModel();
    const columns: DatasetColumns = { ...(stripes as DatasetColumns) };
    const { history } = await train(model, columns as Dataset, { ...quick, epochs: 1 });
    expect(history[0]!.validation).toBeDefined();
    model.dispose();
  });
});
