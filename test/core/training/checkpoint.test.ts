import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FerModel, removeCheckpoint, train, trainDefaults, type TrainOptions } from '@ferkit/core';
import { augmentDefaults, augmentPoorFaces, Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { sha256 } from '#core/models/sha256';
import { decodeSafetensors, encodeSafetensors } from '#core/training/safetensors';
import { bundleForNode } from '../support/bundleForNode';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-run-'));
  path = join(folder, 'checkpoint.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const stripes = createStripes();
const options: TrainOptions = {
  epochs: 4,
  batchSize: 16,
  learningRate: 0.01,
  mixup: 0.2,
  averageWeights: 0.9,
  schedule: { type: 'plateau', patience: 1, factor: 0.5 },
};

/** Trains until a given batch of a given epoch has ended, then aborts. */
async function trainUntil(model: FerModel, epoch: number, batch: number, call: TrainOptions = {}): Promise<void> {
  const controller = new AbortController();
  const run = train(model, stripes, {
    ...options,
    ...call,
    checkpoint: path,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'batch' && event.epoch === epoch && event.batch === batch) controller.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
}

describe('a run that resumes from its checkpoint', () => {
  test.each([
    ['within an epoch', 2, 3, {}],
    ['before the first epoch ended', 1, 2, {}],
    ['at the end of an epoch', 2, 5, {}],
    ['of a run with CutMix, mixup and poor pictures', 2, 3, { cutmix: 1, augment: augmentPoorFaces }],
  ])('after an abort %s ends like an uninterrupted one', async (_, epoch, batch, more: TrainOptions) => {
    const recipe = { ...options, ...more };
    const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
    const expected = await train(whole, stripes, recipe);
    await trainUntil(stopped, epoch, batch, more);
    const events: TrainEvent[] = [];
    const result = await train(resumed, stripes, {
      ...recipe,
      checkpoint: path,
      onEvent: (event) => events.push(event),
    });

    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    expect(result.history).toEqual(expected.history);
    expect(result.bestEpoch).toBe(expected.bestEpoch);
    const start = events.find((event) => event.type === 'start')!;
    expect(start.resumedAt).toEqual(batch === 5 ? { epoch: epoch - 1, batch: 5 } : { epoch: epoch - 1, batch });
    expect(start.history).toEqual(expected.history.slice(0, epoch - 1));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('after an abort during validation ends like an uninterrupted one', async () => {
    const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
    await train(whole, stripes, options);
    const controller = new AbortController();
    // Nothing is due between the last batch of an epoch and its validation, so the abort arrives within that.
    const lastBatch = 5;
    const run = train(stopped, stripes, {
      ...options,
      checkpoint: { path, everySeconds: 3600 },
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'batch' && event.epoch === 2 && event.batch === lastBatch)
          setTimeout(() => controller.abort(), 1);
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await train(resumed, stripes, { ...options, checkpoint: path });
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('after SIGKILL in the middle of an epoch ends like an uninterrupted one', async () => {
    const programs = await bundleForNode({ trainChild: fileURLToPath(new URL('./trainChild.ts', import.meta.url)) });
    const killed = spawn(process.execPath, [join(programs, 'trainChild.js'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<NodeJS.Signals | null>((resolve) => killed.on('exit', (__, signal) => resolve(signal)));
    for await (const line of killed.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      // Batches go on after the checkpoint was written, so the kill comes while work is under way that the file lacks.
      if (line.includes('after checkpoint')) killed.kill('SIGKILL');
    }
    expect(await exited).toBe('SIGKILL');
    expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toContain('checkpoint.safetensors');

    const [whole, resumed] = await Promise.all([createTinyModel(), createTinyModel()]);
    await train(whole, stripes, options);
    const events: TrainEvent[] = [];
    await train(resumed, stripes, { ...options, checkpoint: path, onEvent: (event) => events.push(event) });
    const start = events.find((event) => event.type === 'start')!;
    expect(start.resumedAt.epoch * 5 + start.resumedAt.batch).toBeGreaterThan(0);
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    whole.dispose();
    resumed.dispose();
  });

  test('on samples of which a share is held out ends like an uninterrupted one', async () => {
    const all = new Dataset({ ...(stripes as DatasetColumns), splitIndices: new Uint8Array(stripes.size) });
    const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
    const expected = await train(whole, all, options);
    expect(expected.heldOutSamples).toBe(9);
    const controller = new AbortController();
    const interrupted = train(stopped, all, {
      ...options,
      checkpoint: path,
      signal: controller.signal,
      onEvent: (event) => event.type === 'batch' && event.epoch === 2 && event.batch === 3 && controller.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const other = train(resumed, all, { ...options, validationShare: 0.2, checkpoint: path });
    await expect(other).rejects.toMatchObject({
      code: 'CHECKPOINT_INCOMPATIBLE',
      details: { field: 'recipe', expected: 'validationShare 0.2', received: 'validationShare 0.1' },
    });
    const { history } = await train(resumed, all, { ...options, checkpoint: path });
    expect(history).toEqual(expected.history);
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('after it was stopped kindly ends like an uninterrupted one', async () => {
    const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
    const expected = await train(whole, stripes, options);
    const stop = new AbortController();
    const { reason } = await train(stopped, stripes, {
      ...options,
      checkpoint: path,
      stopSignal: stop.signal,
      onEvent: (event) => event.type === 'batch' && event.epoch === 3 && event.batch === 2 && stop.abort(),
    });
    expect(reason).toBe('stopped');
    const { history } = await train(resumed, stripes, { ...options, checkpoint: path });
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    expect(history).toEqual(expected.history);
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('and diverges ends with the weights of an uninterrupted one', async () => {
    // The loss explodes slowly, so that the run is interrupted after its last good weights.
    const wild: TrainOptions = {
      epochs: 30,
      batchSize: 16,
      optimizer: 'sgd',
      learningRate: 1e4,
      schedule: { type: 'constant' },
      warmupEpochs: 0,
      weightDecay: 0,
      augment: false,
    };
    const data = { train: stripes };
    const [whole, stopped, resumed] = await Promise.all([createTinyModel(), createTinyModel(), createTinyModel()]);
    let lastBatch = 0;
    const onEvent = (event: TrainEvent): void => {
      if (event.type === 'batch') lastBatch = event.batch + (event.epoch - 1) * event.batches;
    };
    await expect(train(whole, data, { ...wild, onEvent })).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(lastBatch).toBeGreaterThan(1);

    const controller = new AbortController();
    const abort = (event: TrainEvent): void => {
      if (event.type === 'batch' && event.batch + (event.epoch - 1) * event.batches === lastBatch) controller.abort();
    };
    const interrupted = train(stopped, data, {
      ...wild,
      checkpoint: path,
      signal: controller.signal,
      onEvent: abort,
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const run = train(resumed, data, { ...wild, checkpoint: path });
    await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('returns its result at once if it was complete', async () => {
    const [first, second] = await Promise.all([createTinyModel(), createTinyModel()]);
    const expected = await train(first, stripes, { ...options, checkpoint: path });
    const events: TrainEvent[] = [];
    const result = await train(second, stripes, {
      ...options,
      checkpoint: path,
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ type }) => type)).toEqual(['start']);
    expect(result.history).toEqual(expected.history);
    expect(await readWeights(second)).toEqual(await readWeights(first));
    first.dispose();
    second.dispose();
  });

  test('starts anew once the checkpoint is removed', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    await removeCheckpoint(path);
    expect(await readdir(folder)).toEqual([]);
    await removeCheckpoint(path);
    model.dispose();
  });

  test('starts anew with resume: false', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const events: TrainEvent[] = [];
    const fresh = await createTinyModel();
    await train(fresh, stripes, {
      ...options,
      checkpoint: { path, resume: false },
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 0, batch: 0 } });
    model.dispose();
    fresh.dispose();
  });
});

describe('a checkpoint', () => {
  test('is written at the given interval, and after each epoch', async () => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    await train(model, stripes, {
      ...options,
      epochs: 1,
      checkpoint: { path, everySeconds: 0 },
      onEvent: (event) => events.push(event),
    });
    expect(events.filter(({ type }) => type === 'checkpoint').length).toBe(7);
    expect(events.at(-1)).toMatchObject({ type: 'checkpoint', path, epoch: 1, batch: 0 });
    model.dispose();
  });

  test('is a safetensors file', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 1, 2);
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[] }
    >;
    expect(length % 8).toBe(0);
    expect(header['weight.0']).toMatchObject({ dtype: 'F32', shape: [3, 3, 1, 4] });
    model.dispose();
  });

  test.each([
    ['recipe', { learningRate: 0.5 }, undefined],
    ['data', {}, createStripes({ seed: 8 })],
  ])('of other %s is refused, and neither file nor model are touched', async (field, changed, data) => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const before = [await readWeights(model), (await stat(path)).mtimeMs, tf.memory().numTensors];
    const run = train(model, data ?? stripes, { ...options, ...changed, checkpoint: path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field } });
    expect([await readWeights(model), (await stat(path)).mtimeMs, tf.memory().numTensors]).toEqual(before);
    model.dispose();
  });

  test('resumes with the same recipe, however it is written', async () => {
    const recipe: TrainOptions = {
      ...options,
      labelWeights: { a: 2, b: 0.5 },
      mixup: false,
      augment: { rotate: 0, shift: 0 },
    };
    const model = await createTinyModel();
    await trainUntil(model, 2, 2, recipe);
    const events: TrainEvent[] = [];
    await train(model, stripes, {
      seed: trainDefaults.seed,
      averageWeights: 0.9,
      augment: { ...augmentDefaults, shift: 0, rotate: 0 },
      labelWeights: { b: 0.5, a: 2 },
      schedule: { factor: 0.5, patience: 1, type: 'plateau' },
      learningRate: 0.01,
      batchSize: 16,
      epochs: 4,
      checkpoint: path,
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 1, batch: 2 } });
    model.dispose();
  });

  test('that is older than an option resumes where the option is off', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const { metadata, tensors } = decodeSafetensors(new Uint8Array(await readFile(path)), path);
    const header = JSON.parse(metadata.ferkit!) as { identity: { recipe: { cutmix?: unknown; augment: object } } };
    const { recipe } = header.identity;
    delete recipe.cutmix;
    const { rotate, shift } = augmentDefaults;
    recipe.augment = Object.fromEntries(Object.entries(recipe.augment).filter(([, option]) => option !== false));
    expect(recipe.augment).toMatchObject({ rotate, shift });
    expect(recipe.augment).not.toHaveProperty('noise');
    const older = { metadata: { ferkit: JSON.stringify(header) }, tensors };
    const checksum = await sha256(encodeSafetensors(older));
    await writeFile(path, encodeSafetensors({ tensors, metadata: { ...older.metadata, sha256: checksum } }));

    const noise = { probability: 0.5, from: 1, to: 9 };
    for (const changed of [{ cutmix: 1 }, { augment: { noise } }]) {
      const run = train(model, stripes, { ...options, ...changed, checkpoint: path });
      await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field: 'recipe' } });
    }
    const events: TrainEvent[] = [];
    await train(model, stripes, { ...options, checkpoint: path, onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 1, batch: 2 } });
    model.dispose();
  });

  test('names the options of the recipe that differ, and no others', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const run = train(model, stripes, { ...options, mixup: false, labelWeights: 'balanced', checkpoint: path });
    await expect(run).rejects.toMatchObject({
      details: {
        field: 'recipe',
        expected: 'labelWeights balanced, mixup false',
        received: 'labelWeights false, mixup 0.2',
      },
    });
    model.dispose();
  });

  test('of another network is refused', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    model.dispose();
    const { createModel } = await import('#core/models/createModel');
    const { tinyNet } = await import('../support/tinyNet');
    const wider = await createModel({
      architecture: tinyNet,
      options: { filters: 6 },
      labels: ['a', 'b', 'c'],
      input: { width: 16, height: 16 },
      backend: testBackend,
    });
    const run = train(wider, stripes, { ...options, checkpoint: path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field: 'network' } });
    wider.dispose();
  });

  test('that is cut off or another file is refused', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const good = await readFile(path);
    const garbled = Buffer.from(good);
    garbled.fill(0x7b, 8, 40);
    for (const bytes of [
      good.subarray(0, 5),
      good.subarray(0, 900),
      good.subarray(0, -4),
      garbled,
      Buffer.from('x'.repeat(99)),
    ]) {
      await writeFile(path, bytes);
      const run = train(model, stripes, { ...options, checkpoint: path });
      await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    }
    model.dispose();
  });

  test('with any single flipped bit is refused, and neither file nor model is changed', async () => {
    const model = await createTinyModel();
    await trainUntil(model, 2, 2);
    const good = await readFile(path);
    const other = await createTinyModel();
    const before = await readWeights(other);
    const { numTensors } = tf.memory();
    for (let at = 8; at < good.length; at += 97) {
      const flipped = Buffer.from(good);
      flipped[at]! ^= 1 << (at % 8);
      await writeFile(path, flipped);
      const run = train(other, stripes, { ...options, checkpoint: path });
      await expect(run).rejects.toMatchObject({ code: /^CHECKPOINT_(?:CORRUPT|INCOMPATIBLE)$/ });
      expect(Buffer.compare(await readFile(path), flipped)).toBe(0);
    }
    expect(await readWeights(other)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    for (const used of [model, other]) used.dispose();
  });

  test('of an earlier version is refused by its number', async () => {
    const json = Buffer.from(JSON.stringify({ __metadata__: { ferkit: JSON.stringify({ schema: 4 }) } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(path, Buffer.concat([length, json]));
    const model = await createTinyModel();
    await expect(train(model, stripes, { ...options, checkpoint: path })).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      details: { expected: 'schema 5', received: 'schema 4' },
    });
    model.dispose();
  });

  test('is not overwritten by a run that diverges while an abort is pending', async () => {
    const wild: TrainOptions = { ...options, optimizer: 'sgd', learningRate: 1e30, warmupEpochs: 0, mixup: false };
    const model = await createTinyModel();
    const diverged = { code: 'TRAINING_DIVERGED', details: { epoch: 1, batch: 2 } };
    await expect(train(model, { train: stripes }, wild)).rejects.toMatchObject(diverged);
    const controller = new AbortController();
    let images = 0;
    // All images are read once for the identity of the run. Then the fourth batch is prepared while the second step runs, which diverges.
    const data = Object.create(stripes, {
      image: {
        value: (k: number) => {
          if (++images > stripes.size + 48) controller.abort();
          return stripes.image(k);
        },
      },
    }) as Dataset;
    const run = train(model, { train: data }, { ...wild, checkpoint: path, signal: controller.signal });
    await expect(run).rejects.toMatchObject(diverged);
    expect(controller.signal.aborted).toBe(true);
    expect(await readdir(folder)).toEqual([]);
    model.dispose();
  });

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a tensor that is null', { 'weight.0': null }],
    ['a tensor without a shape', { 'weight.0': { dtype: 'F32', data_offsets: [0, 0] } }],
    ['a tensor of negative sides', { 'weight.0': { dtype: 'F32', shape: [-1, -1], data_offsets: [0, 4] } }],
    ['a metadata that is no texts', { __metadata__: { ferkit: {} } }],
  ])('whose header is %s is refused', async (_, header) => {
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(path, Buffer.concat([length, json, Buffer.alloc(4)]));
    const model = await createTinyModel();
    const run = train(model, stripes, { ...options, checkpoint: path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    model.dispose();
  });

  test('of a running run is locked, and free when that ends', async () => {
    const [first, second] = [await createTinyModel(), await createTinyModel()];
    const wanted = { code: 'STORAGE_BUSY', details: { target: path, holder: expect.any(String) as string } };
    const controller = new AbortController();
    let started = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (started = resolve));
    const run = train(first, stripes, {
      ...options,
      epochs: 500,
      checkpoint: path,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'epoch') started();
      },
    });
    await underWay;
    const before = await readWeights(second);
    await expect(train(second, stripes, { ...options, checkpoint: path })).rejects.toMatchObject(wanted);
    await expect(removeCheckpoint(path)).rejects.toMatchObject(wanted);
    expect(await readWeights(second)).toEqual(before);
    controller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await removeCheckpoint(path);
    await train(second, stripes, { ...options, checkpoint: path });
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
    first.dispose();
    second.dispose();
  });

  test('that cannot be written ends the run with an error', async () => {
    const model = await createTinyModel();
    await writeFile(join(folder, 'file'), '');
    const tensors = tf.memory().numTensors;
    const run = train(model, stripes, { ...options, checkpoint: join(folder, 'file', 'checkpoint') });
    await expect(run).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });
});
