import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import { accuracy, type TrainEvent } from '@ferkit/core/metrics';
import { train, type TrainOptions } from '@ferkit/core';
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
