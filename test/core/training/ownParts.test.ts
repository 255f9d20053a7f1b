import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import {
  augmentImage,
  type Augmentation,
  encodeProject,
  type Loss,
  type LossChoice,
  type Metric,
  type Optimizer,
  type ScheduleFunction,
  train,
  type TrainCallback,
  type TrainOptions,
} from '@ferkit/core';
import { trainInWorker } from '@ferkit/core/worker';
import type { TrainEvent } from '@ferkit/core/metrics';
import { lossOf } from '#core/training/losses';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { options, stripes } from './support/smallRun';

const file = useCheckpointFile();

/** Lion (Chen et al. 2023), whose momentum is a slot. */
const lion: Optimizer = {
  name: 'lion 0.9 0.99',
  slots: ['momentum'],
  stepNumbers: ({ learningRate, weightDecay }) => [learningRate, learningRate * weightDecay],
  update: ({ weight, gradient, slots: [momentum], numbers: [rate, decay] }) => {
    const direction = tf.sign(tf.add(tf.mul(momentum!, 0.9), tf.mul(gradient, 0.1)));
    const change = tf.add(tf.mul(direction, rate!), tf.mul(weight, decay!));
    return { weight: tf.sub(weight, change), slots: [tf.add(tf.mul(momentum!, 0.99), tf.mul(gradient, 0.01))] };
  },
};
const polyLoss: Loss = {
  name: 'poly 1',
  compute: (logits, targets) => {
    const logScores = tf.logSoftmax(logits);
    const right = tf.sum(tf.mul(targets, tf.exp(logScores)), 1);
    return tf.add(tf.neg(tf.sum(tf.mul(targets, logScores), 1)), tf.sub(1, right));
  },
};
const triangle: ScheduleFunction = ({ epoch, batch, batches, epochs, learningRate }) =>
  learningRate * (1 - Math.abs((2 * (epoch + batch / batches)) / epochs - 1));
const scaled: Record<string, ScheduleFunction> = { triangle: (position) => 1.5 * triangle(position) };
const worst: Metric = {
  name: 'recall of the worst label',
  better: 'higher',
  score: ({ labels, confusion }) =>
    Math.min(...labels.map((_, row) => confusion.counts[row]![row]! / Math.max(1, sum(confusion.counts[row]!)))),
};
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const dots: Augmentation = {
  name: 'one white dot',
  apply: (image, random) => {
    const pixels = new Uint8Array(image.pixels.length);
    augmentImage(image, pixels, { rotate: 5 }, random);
    pixels[random.integer(pixels.length)] = 255;
    return { ...image, pixels };
  },
};
const own: TrainOptions = {
  ...options,
  optimizer: lion,
  learningRate: 0.002,
  loss: polyLoss,
  schedule: triangle,
  metric: worst,
  augment: dots,
};

/** Counts batches over all parts of a resumed run. */
function createCounter(): TrainCallback & { count: number } {
  return {
    name: 'counter',
    count: 0,
    onEvent(event) {
      if (event.type === 'batch') this.count++;
    },
    save() {
      return { count: this.count };
    },
    restore(state) {
      this.count = (state as { count: number }).count;
    },
  };
}

test('a run of own parts, resumed, ends like an uninterrupted one, with the states of its callbacks', async () => {
  const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
  const counters = [createCounter(), createCounter(), createCounter()] as const;
  const expected = await train(whole, stripes, { ...own, callbacks: [counters[0]] });
  await file.trainUntil(stopped, 2, 3, { ...own, callbacks: [counters[1]] });
  const result = await train(resumed, stripes, { ...own, callbacks: [counters[2]], checkpoint: file.path });
  expect(await readWeights(resumed)).toEqual(await readWeights(whole));
  expect(result.history).toEqual(expected.history);
  expect(result.history.map(({ validation }) => validation!.own)).not.toContain(undefined);
  expect(counters.map(({ count }) => count)).toEqual([20, 8, 20]);
  for (const model of [whole, stopped, resumed]) model.dispose();
});

describe('a checkpoint is not resumed', () => {
  test.each<[string, TrainOptions, string]>([
    ['with another own optimizer', { optimizer: { ...lion, name: 'lion 0.95 0.98' } }, 'own: lion 0.9 0.99'],
    ['with a built-in loss', { loss: 'focal' }, 'own: poly 1'],
    ['with another augmentation', { augment: false }, 'own: one white dot'],
    ['with a function of the same name and other rates', { schedule: scaled.triangle! }, 'received 0.0012'],
    ['without its callback', { callbacks: [] }, 'counter'],
  ])('%s', async (_, change, received) => {
    const model = await createTinyModel();
    await file.trainUntil(model, 3, 1, { ...own, callbacks: [createCounter()] });
    const again = train(model, stripes, { ...own, callbacks: [createCounter()], ...change, checkpoint: file.path });
    await expect(again).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE' });
    await expect(again).rejects.toThrow(received);
    model.dispose();
  });
});

test('a state that JSON cannot hold ends the run before a file is written', async () => {
  const model = await createTinyModel();
  const callback = { name: 'map', onEvent: () => undefined, save: () => new Map(), restore: () => undefined };
  const run = train(model, stripes, { ...options, epochs: 1, callbacks: [callback], checkpoint: file.path });
  await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'callbacks' } });
  await expect(run).rejects.toThrow('"map" gave a result that cannot be used: expected a state of plain JSON');
  model.dispose();
});

test('a callback ends a run, and hears its events before onEvent', async () => {
  const model = await createTinyModel();
  const heard: string[] = [];
  const { reason, history } = await train(model, stripes, {
    ...options,
    callbacks: [
      {
        name: 'enough',
        onEvent: (event, run) => {
          heard.push(`callback ${event.type}`);
          if (event.type === 'epoch') run.stop();
        },
      },
    ],
    onEvent: (event) => heard.push(`onEvent ${event.type}`),
  });
  expect(reason).toBe('stopped');
  expect(history).toHaveLength(1);
  expect(heard.slice(0, 2)).toEqual(['callback start', 'onEvent start']);
  model.dispose();
});

test('a run tells why its steps are slower: the loss of the caller, unless it is replayable', async () => {
  const notesOf = async (loss: TrainOptions['loss']): Promise<readonly string[]> => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    await train(model, stripes, { ...options, epochs: 1, loss: loss!, onEvent: (event) => events.push(event) });
    model.dispose();
    return events.find((event) => event.type === 'start')!.notes;
  };
  expect(await notesOf('focal')).toEqual([]);
  expect(await notesOf({ ...polyLoss, replayable: true })).toEqual([]);
  expect(await notesOf(polyLoss)).toEqual([
    'Every step runs in full instead of being replayed: the loss "poly 1" is not marked replayable.',
  ]);
});

test('steps of a replayable loss give the same weights as steps in full', async () => {
  const [full, replayed] = await Promise.all([createTinyModel(), createTinyModel()]);
  await train(full, stripes, { ...options, loss: polyLoss });
  await train(replayed, stripes, { ...options, loss: { ...polyLoss, replayable: true } });
  expect(await readWeights(replayed)).toEqual(await readWeights(full));
  full.dispose();
  replayed.dispose();
});

describe('own parts that fail are named', () => {
  const bad = new TypeError('x is not defined');
  const fail = (): never => {
    throw bad;
  };
  test.each<[string, TrainOptions, string]>([
    ['a loss that throws', { loss: { name: 'l', compute: fail } }, 'The loss "l" threw an error'],
    [
      'a loss that gives one number',
      { loss: { name: 'mean', compute: (logits) => tf.mean(logits) as unknown as tf.Tensor1D } },
      'a tensor of shape [16]: a number for each sample, received a tensor of shape []',
    ],
    ['an optimizer', { optimizer: { ...lion, update: fail } }, 'The optimizer "lion 0.9 0.99" threw an error'],
    [
      'an optimizer that forgets a slot',
      { optimizer: { ...lion, update: ({ weight }) => ({ weight, slots: [] }) } },
      'expected a weight and 1 slot',
    ],
    ['a schedule that throws', { schedule: fail }, 'The schedule "fail" threw an error'],
    ['a schedule', { schedule: () => -1 }, 'a learning rate of at least 0 for batch 0 of epoch 0, received -1'],
    ['a metric', { metric: { ...worst, score: () => NaN } }, 'expected a finite number, received NaN'],
    [
      'an augmentation',
      { augment: { name: 'crop', apply: (image) => ({ ...image, width: 3 }) } },
      'The augmentation "crop" gave a result that cannot be used',
    ],
  ])('%s', async (_, change, message) => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    const run = train(model, stripes, { ...options, averageWeights: false, ...change });
    await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: Object.keys(change)[0] } });
    await expect(run).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });
});

test.each<[string, object]>([
  ['a metric without a direction', { metric: { ...worst, better: 'max' } }],
  ['an optimizer whose slots are a number', { optimizer: { ...lion, slots: 1 } }],
  ['a loss without a name', { loss: { ...polyLoss, name: ' ' } }],
  ['two callbacks of one name', { callbacks: [createCounter(), createCounter()] }],
  ['a callback that saves and does not restore', { callbacks: [{ ...createCounter(), restore: undefined }] }],
  ['a warm-up before a schedule that has its own', { warmupEpochs: 1, schedule: 'one-cycle' }],
])('%s is refused', async (_, change) => {
  const model = await createTinyModel();
  await expect(train(model, stripes, { ...options, ...change })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: Object.keys(change)[0] },
  });
  model.dispose();
});

test('functions are refused where they cannot go: to worker threads, to workers of pages, into a file', async () => {
  const model = await createTinyModel();
  const threads = train(model, stripes, { ...options, loss: polyLoss, workers: 2 });
  await expect(threads).rejects.toThrow('the loss "poly 1" is a function, which cannot be sent to a thread');
  const worker = trainInWorker(model, stripes, { ...options, schedule: triangle });
  await expect(worker).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'schedule' } });
  class Blank implements Augmentation {
    readonly name = 'blank';
    apply(image: Parameters<Augmentation['apply']>[0]): typeof image {
      return image;
    }
  }
  const instance = trainInWorker(model, stripes, { ...options, augment: new Blank() });
  await expect(instance).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'augment' } });
  const project = encodeProject({ dataset: stripes, recipe: { metric: worst } });
  await expect(project).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'project.recipe.metric' } });
  model.dispose();
});

describe('the focal loss', () => {
  const logits = tf.tensor2d([2, -1, 0.5, 0, 0, 0], [2, 3]);
  const targets = tf.tensor2d([1, 0, 0, 0, 0.5, 0.5], [2, 3]);

  test('is the cross-entropy at gamma 0, and that of the paper above', async () => {
    const valuesOf = (choice: LossChoice): Promise<Float32Array> =>
      lossOf(choice).compute(logits, targets).data() as Promise<Float32Array>;
    const zero = await valuesOf({ type: 'focal', gamma: 0 });
    const entropy = await valuesOf('cross-entropy');
    const two = await valuesOf('focal');
    zero.forEach((value, row) => expect(value).toBeCloseTo(entropy[row]!, 6));
    const right = Math.exp(2) / (Math.exp(2) + Math.exp(-1) + Math.exp(0.5));
    expect(two[0]).toBeCloseTo(-((1 - right) ** 2) * Math.log(right), 6);
    expect(two[1]).toBeCloseTo((2 / 3) ** 2 * Math.log(3), 6);
  });

  test('has a finite gradient for a score of 1', async () => {
    const gradient = tf.grad((x: tf.Tensor) =>
      tf.sum(lossOf({ type: 'focal', gamma: 0.5 }).compute(x as tf.Tensor2D, tf.tensor2d([1, 0], [1, 2]))),
    )(tf.tensor2d([80, -80], [1, 2]));
    expect([...(await gradient.data())].every(Number.isFinite)).toBe(true);
  });
});
