import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import { accuracy, type TrainEvent } from '@ferkit/core/metrics';
import { type FerModel, train, trainDefaults, type TrainOptions } from '@ferkit/core';
import { resolveRecipe } from '#core/training/resolveRecipe';
import { splitTrainData } from '#core/training/splitTrainData';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

const stripes = createStripes();
const sets = { train: stripes.selectSplit('train'), validation: stripes.selectSplit('validation') };
const quick: TrainOptions = { epochs: 3, batchSize: 16, learningRate: 0.01 };

describe('training', () => {
  test('learns separable labels with every optimizer', async () => {
    for (const [optimizer, learningRate] of [
      ['sgd', 0.02],
      ['adam', 0.01],
      ['adamw', 0.01],
    ] as const) {
      const model = await createTinyModel();
      const { history, reason, bestEpoch } = await train(model, sets, {
        epochs: 8,
        batchSize: 16,
        optimizer,
        learningRate,
        augment: false,
      });
      expect(reason).toBe('completed');
      expect(history).toHaveLength(8);
      expect(history[bestEpoch - 1]!.validation!.accuracy, optimizer).toBeGreaterThan(0.9);
      expect(history.at(-1)!.train.loss).toBeLessThan(history[0]!.train.loss);
      model.dispose();
    }
  });

  test('takes one dataset with splits, and records the provenance', async () => {
    const model = await createTinyModel();
    const { history } = await train(model, stripes, quick);
    expect(history[0]!.validation).toBeDefined();
    expect(model.metadata.provenance).toMatchObject({
      dataset: 'stripes/train',
      epochs: 3,
      seed: 0,
      backend: testBackend,
    });
    model.dispose();
  });

  test('gives bit-identical weights for a seed, and others for another seed', async () => {
    const weights = [];
    for (const seed of [1, 1, 2]) {
      const model = await createTinyModel();
      await train(model, sets, { ...quick, seed, mixup: 0.2, averageWeights: 0.9, clipNorm: 1 });
      weights.push(await readWeights(model));
      model.dispose();
    }
    expect(weights[1]).toEqual(weights[0]);
    expect(weights[2]).not.toEqual(weights[0]);
  });

  test('emits its events in order', async () => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    await train(model, sets, { ...quick, onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      ...Array.from({ length: 3 }, () => ['batch', 'batch', 'batch', 'batch', 'batch', 'epoch']).flat(),
    ]);
    expect(events[0]).toMatchObject({
      backend: { name: testBackend },
      samples: 72,
      validationSamples: 24,
      batches: 5,
      seed: 0,
    });
    const batches = events.filter((event) => event.type === 'batch');
    expect(batches.map(({ epoch, batch }) => [epoch, batch]).slice(4, 7)).toEqual([
      [1, 5],
      [2, 1],
      [2, 2],
    ]);
    for (const { imagesPerSecond, loss, accuracy } of batches) {
      expect(imagesPerSecond).toBeGreaterThan(0);
      expect(loss).toBeGreaterThan(0);
      expect(accuracy).toBeGreaterThanOrEqual(0);
      expect(accuracy).toBeLessThanOrEqual(1);
    }
    expect(batches.at(-1)!.secondsLeft).toBe(0);
    for (const { confusion, validation } of events.filter((event) => event.type === 'epoch')) {
      expect(confusion!.labels).toEqual(['a', 'b', 'c']);
      expect(confusion!.counts.flat().reduce((sum, count) => sum + count)).toBe(24);
      expect(accuracy(confusion!)).toBe(validation!.accuracy);
    }
    model.dispose();
  });

  test('ends with the weights of the best epoch, or of the last without restoreBest', async () => {
    const wild: TrainOptions = {
      epochs: 6,
      batchSize: 16,
      learningRate: 0.5,
      optimizer: 'sgd',
      schedule: { type: 'constant' },
    };
    for (const restoreBest of [true, false]) {
      const model = await createTinyModel();
      const { history, bestEpoch } = await train(model, sets, { ...wild, restoreBest });
      const images = Array.from({ length: 24 }, (_, k) => sets.validation.image(k));
      const scores = await model.predict(images);
      const right = scores.filter((row, k) => row.indexOf(Math.max(...row)) === sets.validation.labelIndices[k]).length;
      const expected = history[(restoreBest ? bestEpoch : history.length) - 1]!;
      expect(right / 24).toBeCloseTo(expected.validation!.accuracy, 6);
      model.dispose();
    }
  });

  test('stops early without improvement', async () => {
    const model = await createTinyModel();
    const { reason, history } = await train(model, sets, {
      epochs: 50,
      batchSize: 16,
      learningRate: 1e-9,
      patience: 2,
    });
    expect(reason).toBe('early-stopped');
    expect(history).toHaveLength(3);
    model.dispose();
  });

  test('fits soft labels', async () => {
    const model = await createTinyModel();
    const softLabels = new Float32Array(stripes.size * 3).fill(1 / 3);
    const { history } = await train(
      model,
      { train: new Dataset({ ...(stripes as DatasetColumns), softLabels }) },
      {
        ...quick,
        epochs: 10,
        augment: false,
        labelSmoothing: 0,
      },
    );
    // The least cross-entropy against an even distribution over three labels is its entropy.
    expect(history.at(-1)!.train.loss).toBeGreaterThanOrEqual(Math.log(3) - 1e-5);
    expect(history.at(-1)!.train.loss).toBeLessThan(Math.log(3) + 0.15);
    model.dispose();
  });
});

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

describe('a dataset without validation samples', () => {
  /** As Kaggle's FER2013 comes: the folders train and test. */
  const kaggle = new Dataset({
    ...(createStripes({ size: 120 }) as DatasetColumns),
    splitIndices: Uint8Array.from({ length: 120 }, (_, k) => (k < 90 ? 0 : 2)),
  });

  test('is validated on a share of the training samples that is held out, and says so', async () => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    const result = await train(model, kaggle, { ...quick, patience: 2, onEvent: (event) => events.push(event) });
    const facts = { validationSamples: 9, heldOutSamples: 9, labelsWithoutValidation: [] };
    expect(events[0]).toMatchObject({ type: 'start', samples: 81, ...facts });
    expect(result).toMatchObject(facts);
    expect(result.history[0]!.validation).toBeDefined();
    const epoch = events.find((event) => event.type === 'epoch')!;
    expect(epoch.confusion!.counts.map((row) => row.reduce((sum, count) => sum + count))).toEqual([3, 3, 3]);

    // It is the same as holding out beforehand.
    const other = await createTinyModel();
    const held = kaggle.holdOut(0.1, { seed: 0 });
    const { history } = await train(other, held, { ...quick, patience: 2 });
    expect(history).toEqual(result.history);
    expect(await readWeights(other)).toEqual(await readWeights(model));
    for (const used of [model, other]) used.dispose();
  });

  test('is split by the seed', async () => {
    const histories = [];
    for (const seed of [1, 1, 2]) {
      const model = await createTinyModel();
      const { history } = await train(model, kaggle, { ...quick, epochs: 1, seed, validationShare: 0.2 });
      histories.push(history);
      model.dispose();
    }
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[2]).not.toEqual(histories[0]);
  });

  test('is trained on whole with validationShare false', async () => {
    const model = await createTinyModel();
    const { history, validationSamples, heldOutSamples } = await train(model, kaggle, {
      ...quick,
      epochs: 1,
      validationShare: false,
    });
    expect([validationSamples, heldOutSamples, history[0]!.validation]).toEqual([0, 0, undefined]);
    model.dispose();
  });

  test('keeps copies of an image and the images of a person together', () => {
    const groups = Array.from({ length: 120 }, (_, row) => `person ${row % 10}`);
    const people = new Dataset({ ...(kaggle as DatasetColumns), groups });
    const { train: learned, validation } = splitTrainData(people, resolveRecipe({}, people.labels));
    const peopleOf = ({ rows }: Dataset): Set<string> => new Set([...rows].map((row) => groups[row]!));
    expect(peopleOf(validation!).size).toBeGreaterThan(0);
    expect([...peopleOf(validation!)].filter((person) => peopleOf(learned).has(person))).toEqual([]);

    const copies = kaggle.selectSplit('train').concat(kaggle.selectSplit('train'));
    const sets = splitTrainData(copies, resolveRecipe({}, copies.labels));
    expect([...sets.validation!.rows].filter((row) => sets.train.rows.includes(row))).toEqual([]);
  });

  test('of one person is split by images', () => {
    const alone = new Dataset({ ...(kaggle as DatasetColumns), groups: Array.from({ length: 120 }, () => 'me') });
    const { validationFacts } = splitTrainData(alone, resolveRecipe({}, alone.labels));
    expect(validationFacts).toMatchObject({ heldOutSamples: 9 });
  });

  test('that is too small says that nothing is held out, and which labels are not validated', async () => {
    const model = await createTinyModel();
    const few = createStripes({ size: 9 });
    const all = new Dataset({ ...(few as DatasetColumns), splitIndices: new Uint8Array(9) });
    const { validationSamples, heldOutSamples } = await train(model, all, { ...quick, epochs: 1 });
    expect([validationSamples, heldOutSamples]).toEqual([0, 0]);
    const wished = train(model, all, { ...quick, epochs: 1, validationShare: 0.05 });
    await expect(wished).rejects.toMatchObject({ details: { option: 'validationShare' } });
    const patient = train(model, all, { ...quick, epochs: 1, patience: 2 });
    await expect(patient).rejects.toMatchObject({ details: { option: 'patience' } });

    // Two samples of the label c, of which none is held out.
    const uneven = kaggle.filter(({ label, index }) => label !== 'c' || index < 6);
    const { validationFacts } = splitTrainData(uneven, resolveRecipe({}, uneven.labels));
    expect(validationFacts.labelsWithoutValidation).toEqual(['c']);
    model.dispose();
  });

  test('is the only data that takes a share', async () => {
    const model = await createTinyModel();
    for (const data of [stripes, { train: kaggle }, sets]) {
      const run = train(model, data, { ...quick, validationShare: 0.2 });
      await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'validationShare' } });
      // The default stays without effect.
      await train(model, data, { ...quick, epochs: 1, validationShare: trainDefaults.validationShare });
    }
    model.dispose();
  });
});

describe('a listener', () => {
  test('that returns a promise is awaited before the run goes on', async () => {
    const model = await createTinyModel();
    let waiting = 0;
    const order: string[] = [];
    await train(model, sets, {
      ...quick,
      epochs: 1,
      onEvent: async ({ type }) => {
        expect(waiting++).toBe(0);
        await new Promise((resolve) => setTimeout(resolve, 2));
        order.push(type);
        waiting--;
      },
    });
    expect(order).toEqual(['start', 'batch', 'batch', 'batch', 'batch', 'batch', 'epoch']);
    model.dispose();
  });

  test.each(['start', 'batch', 'epoch'] as const)('whose promise rejects at the %s ends the run', async (type) => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    const broken = new Error('database is down');
    const run = train(model, sets, {
      ...quick,
      onEvent: async (event) => {
        await Promise.resolve();
        if (event.type === type) throw broken;
      },
    });
    await expect(run).rejects.toBe(broken);
    expect(tf.memory().numTensors).toBe(tensors);
    // The model is free again.
    await train(model, sets, { ...quick, epochs: 1 });
    model.dispose();
  });

  test('that never returns does not outlive an abort', async () => {
    const model = await createTinyModel();
    const controller = new AbortController();
    const run = train(model, sets, {
      ...quick,
      signal: controller.signal,
      onEvent: () => {
        setTimeout(() => controller.abort(), 5);
        return new Promise(() => undefined);
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    model.dispose();
  });
});

describe('a run that is stopped kindly', () => {
  test('returns what was learned, with the weights of the best epoch', async () => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    const stop = new AbortController();
    const { reason, history, bestEpoch } = await train(model, sets, {
      ...quick,
      epochs: 50,
      stopSignal: stop.signal,
      onEvent: (event) => event.type === 'batch' && event.epoch === 3 && event.batch === 2 && stop.abort(),
    });
    expect(reason).toBe('stopped');
    expect(history).toHaveLength(2);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(model.metadata.provenance).toMatchObject({ epochs: 2, bestEpoch });
    const { accuracy: best } = history[bestEpoch - 1]!.validation!;
    const scores = await model.predict(Array.from({ length: 24 }, (_, k) => sets.validation.image(k)));
    const right = scores.filter((row, k) => row.indexOf(Math.max(...row)) === sets.validation.labelIndices[k]).length;
    expect(right / 24).toBeCloseTo(best, 6);
    model.dispose();
  });

  test('before its first batch returns an empty history, and the model is as it was', async () => {
    const model = await createTinyModel();
    model.annotate({ temperature: 1.7 });
    const before = await readWeights(model);
    const result = await train(model, sets, { ...quick, stopSignal: AbortSignal.abort() });
    expect(result).toMatchObject({ reason: 'stopped', history: [], bestEpoch: 0 });
    expect(await readWeights(model)).toEqual(before);
    expect(model.metadata.temperature).toBe(1.7);
    expect(model.metadata.provenance).toBeUndefined();
    model.dispose();
  });

  test('within its first epoch keeps the latest weights, and says that no epoch was finished', async () => {
    const model = await createTinyModel();
    const before = await readWeights(model);
    const stop = new AbortController();
    const result = await train(model, sets, {
      ...quick,
      stopSignal: stop.signal,
      onEvent: (event) => event.type === 'batch' && event.batch === 3 && stop.abort(),
    });
    expect(result).toMatchObject({ reason: 'stopped', history: [], bestEpoch: 0 });
    expect(await readWeights(model)).not.toEqual(before);
    expect(model.metadata.provenance).toMatchObject({ epochs: 0, dataset: 'stripes/train' });
    expect(model.metadata.provenance).not.toHaveProperty('bestEpoch');
    model.dispose();
  });
});

test('training drops the temperature of the weights before it', async () => {
  const losses: number[] = [];
  for (const temperature of [1, 8]) {
    const model = await createTinyModel();
    model.annotate({ temperature });
    const { history } = await train(model, sets, { ...quick, epochs: 2 });
    losses.push(...history.map(({ validation }) => validation!.loss));
    expect(model.metadata.temperature).toBe(1);
    model.dispose();
  }
  expect(losses.slice(2)).toEqual(losses.slice(0, 2));
});

describe('training leaves no tensors', () => {
  test('when it ends, is aborted, or a listener throws', async () => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    await train(model, sets, { ...quick, averageWeights: 0.99, clipNorm: 1 });
    expect(tf.memory().numTensors).toBe(tensors);

    const controller = new AbortController();
    const reason = new Error('enough');
    const aborted = train(model, sets, {
      ...quick,
      signal: controller.signal,
      onEvent: (event) => event.type === 'batch' && event.batch === 2 && controller.abort(reason),
    });
    await expect(aborted).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(tensors);

    const broken = new Error('listener');
    const thrown = train(model, sets, {
      ...quick,
      onEvent: (event) => {
        if (event.type === 'batch' && event.batch === 3) throw broken;
      },
    });
    await expect(thrown).rejects.toBe(broken);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('when the loss is not finite: the model keeps its last good weights, and the error has the position', async () => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    const run = train(model, { train: stripes }, { ...quick, optimizer: 'sgd', learningRate: 1e30, warmupEpochs: 0 });
    await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED', details: { epoch: 1 } });
    expect((await readWeights(model)).flat().every(Number.isFinite)).toBe(true);
    const [scores] = await model.predict([stripes.image(0)]);
    expect(scores!.every(Number.isFinite)).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('the tfjs model keeps its configuration', async () => {
    const model = await createTinyModel();
    const config = JSON.stringify(model.layers.toJSON(null, false));
    await train(model, sets, { ...quick, epochs: 1 });
    expect(JSON.stringify(model.layers.toJSON(null, false))).toBe(config);
    model.dispose();
  });
});

test('a validation without scores is a divergence', async () => {
  const model = await createTinyModel();
  const variance = model.layers.weights.find(({ name }) => name.includes('moving_variance'))!;
  // Training goes by the statistics of its batches, and so by numbers.
  const broken = tf.fill(variance.shape as number[], NaN);
  variance.write(broken);
  broken.dispose();
  const stripes = createStripes();
  const run = train(model, { train: stripes, validation: stripes }, { epochs: 1 });
  await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED', details: { loss: NaN } });
  model.dispose();
});
