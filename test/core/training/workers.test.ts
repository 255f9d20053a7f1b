import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { FerModel, TrainOptions } from '@ferkit/core';
import { augmentPoorFaces } from '@ferkit/core/datasets';
import { bundleWorkers } from './support/bundleWorkers';
import { watchThreads } from './support/watchThreads';

type Core = Awaited<ReturnType<typeof bundleWorkers>>;

// Each run starts threads, and a thread an engine: a second each where nothing else runs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let core: Core;
beforeAll(async () => {
  core = await bundleWorkers();
});

const threads = watchThreads();

const options: TrainOptions = {
  epochs: 2,
  batchSize: 16,
  learningRate: 0.01,
  mixup: 0.2,
  averageWeights: 0.9,
  clipNorm: 1,
};

interface Run {
  readonly losses: readonly number[];
  readonly accuracy: readonly number[];
  readonly weights: readonly number[];
}

/** Trains a new model on stripes, and gives the loss of each batch and all weights at the end. */
async function run(call: TrainOptions, prepare: (model: FerModel) => void = () => undefined): Promise<Run> {
  const model = await core.createTinyModel({ backend: 'wasm' });
  prepare(model);
  const losses: number[] = [];
  const { history } = await core.train(model, core.createStripes(), {
    ...options,
    ...call,
    onEvent: (event) => {
      if (event.type === 'batch') losses.push(event.loss);
    },
  });
  const weights = (await core.readWeights(model)).flat();
  model.dispose();
  return { losses, accuracy: history.map(({ train }) => train.accuracy), weights };
}

/** Sums of 32-bit floats in another order: each step may differ by some units in the last place, and steps accumulate. */
function expectSame(actual: Run, expected: Run, tolerance = 1e-5): void {
  const furthest = (left: readonly number[], right: readonly number[]): number =>
    left.reduce((most, value, index) => Math.max(most, Math.abs(value - right[index]!)), 0);
  expect(actual.losses.length).toBe(expected.losses.length);
  expect(actual.weights.length).toBe(expected.weights.length);
  expect(furthest(actual.losses, expected.losses)).toBeLessThan(tolerance);
  expect(furthest(actual.weights, expected.weights)).toBeLessThan(tolerance);
  expect(actual.accuracy).toEqual(expected.accuracy);
}

describe('several workers', () => {
  test('end with the weights of one worker, bit-identical in every run', async () => {
    const pair = await run({ workers: 2 });
    expectSame(pair, await run({}));
    expect(await run({ workers: 2 })).toEqual(pair);
  });

  test('leave out workers without a sample in the last batch', async () => {
    // 72 samples in batches of 71 leave one.
    expectSame(await run({ batchSize: 71, workers: 3 }), await run({ batchSize: 71 }));
  });

  test('train with CutMix, mixup and poor pictures like one worker', async () => {
    const mixing = { cutmix: 1, augment: augmentPoorFaces };
    const pair = await run({ ...mixing, workers: 2 });
    expectSame(pair, await run(mixing));
    expect(pair.weights).not.toEqual((await run({ workers: 2 })).weights);
  });

  test('train the default network like one worker, with label weights and squeeze-and-excitation', async () => {
    const faces = core.createSyntheticFaces({ count: 40, size: 32, seed: 1 });
    const runs: Run[] = [];
    for (const workers of [1, 2]) {
      const model = await core.createModel({
        backend: 'wasm',
        input: { width: 32, height: 32 },
        options: { stem: 8, widths: [8, 16, 24] },
      });
      const losses: number[] = [];
      const { history } = await core.train(
        model,
        { train: faces },
        {
          epochs: 2,
          batchSize: 16,
          labelWeights: { happy: 3, sad: 0.5 },
          workers,
          onEvent: (event) => {
            if (event.type === 'batch') losses.push(event.loss);
          },
        },
      );
      const weights = (await core.readWeights(model)).flat();
      model.dispose();
      runs.push({ losses, accuracy: history.map(({ train }) => train.accuracy), weights });
    }
    expectSame(runs[1]!, runs[0]!, 1e-4);
  });

  test('keep frozen layers', async () => {
    const freeze = (model: FerModel): void => {
      for (const layer of model.layers.layers.slice(0, 2)) layer.trainable = false;
    };
    expectSame(await run({ workers: 2 }, freeze), await run({}, freeze));
  });

  test('resume a checkpoint bit-identically, and one of another number of workers', async () => {
    const place = await mkdtemp(join(tmpdir(), 'ferkit-workers-'));
    const whole = await run({ workers: 2 });
    for (const [workers, check] of [
      [2, (resumed: Run) => expect(resumed.weights).toEqual(whole.weights)],
      [1, (resumed: Run) => expectSame({ ...resumed, losses: whole.losses }, whole)],
    ] as const) {
      const checkpoint = join(place, `${workers}.safetensors`);
      const controller = new AbortController();
      const model = await core.createTinyModel({ backend: 'wasm' });
      const stopped = core.train(model, core.createStripes(), {
        ...options,
        checkpoint,
        workers: 2,
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'batch' && event.batch === 3) controller.abort();
        },
      });
      await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
      expect(threads.running, 'threads of a run that was aborted').toBe(0);
      model.dispose();
      check(await run({ checkpoint, workers }));
    }
    await rm(place, { recursive: true });
  });
});

describe('several workers, when a run fails', () => {
  test('an abort during their start ends them', async () => {
    const model = await core.createTinyModel({ backend: 'wasm' });
    const controller = new AbortController();
    const stopped = core.train(model, core.createStripes(), {
      ...options,
      workers: 2,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'start') setTimeout(() => controller.abort(), 50);
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    model.dispose();
  });

  test('a dead worker ends the run with an error, and the model keeps working weights', async () => {
    const model = await core.createTinyModel({ backend: 'wasm' });
    const before = core.tf.memory().numTensors;
    const broken = core.train(model, core.createStripes(), {
      ...options,
      epochs: 1000,
      workers: 2,
      onEvent: (event) => {
        if (event.type === 'batch' && event.batch === 2) void threads.started[1]!.terminate();
      },
    });
    await expect(broken).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringContaining('Worker 2 of 2 died') as string,
    });
    expect(core.tf.memory().numTensors).toBe(before);
    const stripes = core.createStripes();
    const [scores] = await model.predict([stripes.image(0)]);
    expect(scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
    model.dispose();
  });

  test('a loss that is not finite ends the run as with one worker', async () => {
    const wild = { ...options, workers: 2, clipNorm: false, optimizer: 'sgd', learningRate: 1e30 } as const;
    await expect(run(wild)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
  });

  test('a layer that cannot be sharded is named', async () => {
    const { tf } = core;
    const model = await core.createModel({
      backend: 'wasm',
      labels: ['a', 'b', 'c'],
      input: { width: 16, height: 16 },
      architecture: {
        id: 'rows',
        summary: 'normalises rows',
        defaults: {},
        scaling: { mean: 0, std: 1 },
        build: () =>
          tf.sequential({
            layers: [
              tf.layers.batchNormalization({ inputShape: [16, 16, 1], axis: 1, name: 'by_row' }),
              tf.layers.flatten(),
              tf.layers.dense({ units: 3 }),
              tf.layers.activation({ activation: 'softmax' }),
            ],
          }),
      },
    });
    await expect(core.train(model, core.createStripes(), { ...options, workers: 2 })).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('"by_row"') as string,
    });
    model.dispose();
  });

  test.each([
    [0, 'wasm', 'a whole number of at least 1'],
    [1.5, 'wasm', 'a whole number of at least 1'],
    [17, 'wasm', 'at most the batch size, 16'],
    [2, 'cpu', 'a model on backend "wasm"'],
  ] as const)('%d workers on %s are refused', async (workers, backend, reason) => {
    const model = await core.createTinyModel({ backend });
    await expect(core.train(model, core.createStripes(), { ...options, workers })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'workers' },
      message: expect.stringContaining(reason) as string,
    });
    model.dispose();
  });

  test('auto is one worker on a backend without use for more', async () => {
    const model = await core.createTinyModel({ backend: 'cpu' });
    await core.train(model, core.createStripes({ size: 16 }), { ...options, epochs: 1, workers: 'auto' });
    expect(threads.started).toEqual([]);
    model.dispose();
  });
});
