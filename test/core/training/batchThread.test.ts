import { beforeAll, expect, test, vi } from 'vitest';
import { augmentDefaults } from '@ferkit/core/datasets';
import { createBatch } from '#core/training/batches/createBatch';
import type { Batch } from '#core/training/batches/createBatch';
import { BatchThread } from '#core/training/workers/BatchThread';
import { createStripes } from '../support/createStripes';
import { testBackend } from '../support/testBackend';
import { bundleWorkers } from './support/bundleWorkers';
import { watchThreads } from './support/watchThreads';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

type Core = Awaited<ReturnType<typeof bundleWorkers>>;
let core: Core;
beforeAll(async () => {
  core = await bundleWorkers();
});

const threads = watchThreads();

const data = createStripes();
const options: Parameters<typeof createBatch>[3] = {
  input: { width: 16, height: 16 },
  preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
  augment: { ...augmentDefaults, rotate: 20 },
  labelSmoothing: 0.1,
  mixup: 0.2,
  labelWeights: new Float32Array(data.labels.length).fill(1),
  seed: 3,
};
const orders = [Uint32Array.of(3, 1, 2), Uint32Array.of(0, 5), Uint32Array.of(7)];
const start = (Thread: Pick<typeof BatchThread, 'start'>): BatchThread | undefined =>
  Thread.start(data, options, (samples, epoch) => createBatch(data, samples, epoch, options));
const made = (epoch: number): Batch[] => orders.map((samples) => createBatch(data, samples, epoch, options));

test('a thread makes the batches that this one would make', async () => {
  const thread = start(core.BatchThread)!;
  expect(await Promise.all(orders.map((samples) => thread.make(samples, 4)))).toEqual(made(4));
  await thread.end();
});

test('when it breaks off, the batches that it was asked for and all others are made all the same', async () => {
  const thread = start(core.BatchThread)!;
  await thread.make(orders[0]!, 0);
  const asked = orders.map((samples) => thread.make(samples, 1));
  await threads.started[0]!.terminate();
  expect(await Promise.all(asked)).toEqual(made(1));
  expect(await Promise.all(orders.map((samples) => thread.make(samples, 2)))).toEqual(made(2));
  await thread.end();
});

test('a program without the file of the thread has none', () => {
  // The sources have no such file beside them.
  expect(start(BatchThread)).toBeUndefined();
});

test('a long training on TensorFlow has its batches made in a thread, with the same weights', async () => {
  const weightsOf = async ({
    createTinyModel,
    train,
    readWeights,
    createStripes: draw,
  }: Trainer): Promise<number[][]> => {
    const model = await createTinyModel({ backend: testBackend });
    const faces = draw();
    const epochs = Math.ceil(5000 / faces.size);
    await train(model, { train: faces }, { epochs, batchSize: 32, augment: { rotate: 10 } });
    const weights = await readWeights(model);
    model.dispose();
    return weights;
  };
  const inThread = await weightsOf(core);
  expect(threads.started).toHaveLength(testBackend === 'tensorflow' ? 1 : 0);
  const { createTinyModel, readWeights } = await import('../support/tinyNet');
  const { train } = await import('#core/training/train');
  expect(await weightsOf({ createTinyModel, readWeights, train, createStripes })).toEqual(inThread);
});

type Trainer = Pick<Core, 'createTinyModel' | 'train' | 'readWeights' | 'createStripes'>;
