import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { removeCheckpoint, train, type TrainOptions } from '@ferkit/core';
import type { Dataset } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { options, stripes } from './support/smallRun';

const file = useCheckpointFile();

describe('a checkpoint', () => {
  test('is written at the given interval, and after each epoch', async () => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    await train(model, stripes, {
      ...options,
      epochs: 1,
      checkpoint: { path: file.path, everySeconds: 0 },
      onEvent: (event) => events.push(event),
    });
    expect(events.filter(({ type }) => type === 'checkpoint').length).toBe(7);
    expect(events.at(-1)).toMatchObject({ type: 'checkpoint', path: file.path, epoch: 1, batch: 0 });
    model.dispose();
  });

  test('is a safetensors file', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 1, 2);
    const bytes = await readFile(file.path);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[] }
    >;
    expect(length % 8).toBe(0);
    expect(header['weight.0']).toMatchObject({ dtype: 'F32', shape: [3, 3, 1, 4] });
    model.dispose();
  });

  test('that is cut off or another file is refused', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const good = await readFile(file.path);
    const garbled = Buffer.from(good);
    garbled.fill(0x7b, 8, 40);
    for (const bytes of [
      good.subarray(0, 5),
      good.subarray(0, 900),
      good.subarray(0, -4),
      garbled,
      Buffer.from('x'.repeat(99)),
    ]) {
      await writeFile(file.path, bytes);
      const run = train(model, stripes, { ...options, checkpoint: file.path });
      await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    }
    model.dispose();
  });

  test('with any single flipped bit is refused, and neither file nor model is changed', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const good = await readFile(file.path);
    const other = await createTinyModel();
    const before = await readWeights(other);
    const { numTensors } = tf.memory();
    for (let at = 8; at < good.length; at += 97) {
      const flipped = Buffer.from(good);
      flipped[at]! ^= 1 << (at % 8);
      await writeFile(file.path, flipped);
      const run = train(other, stripes, { ...options, checkpoint: file.path });
      await expect(run).rejects.toMatchObject({ code: /^CHECKPOINT_(?:CORRUPT|INCOMPATIBLE)$/ });
      expect(Buffer.compare(await readFile(file.path), flipped)).toBe(0);
    }
    expect(await readWeights(other)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    for (const used of [model, other]) used.dispose();
  });

  test('of an earlier version is refused by its number', async () => {
    const json = Buffer.from(JSON.stringify({ __metadata__: { ferkit: JSON.stringify({ schema: 5 }) } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(file.path, Buffer.concat([length, json]));
    const model = await createTinyModel();
    await expect(train(model, stripes, { ...options, checkpoint: file.path })).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      details: { expected: 'schema 7', received: 'schema 5' },
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
    const run = train(model, { train: data }, { ...wild, checkpoint: file.path, signal: controller.signal });
    await expect(run).rejects.toMatchObject(diverged);
    expect(controller.signal.aborted).toBe(true);
    expect(await readdir(file.folder)).toEqual([]);
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
    await writeFile(file.path, Buffer.concat([length, json, Buffer.alloc(4)]));
    const model = await createTinyModel();
    const run = train(model, stripes, { ...options, checkpoint: file.path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    model.dispose();
  });

  test('that a run has to resume from and that is gone is refused, before a step is trained', async () => {
    const model = await createTinyModel();
    const before = await readWeights(model);
    const events: TrainEvent[] = [];
    const run = train(model, stripes, {
      ...options,
      checkpoint: { path: file.path, resume: 'required' },
      onEvent: (event) => events.push(event),
    });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT', details: { source: file.path } });
    expect(events).toEqual([]);
    expect(await readWeights(model)).toEqual(before);
    expect(await readdir(file.folder)).toEqual([]);
    await file.trainUntil(model, 1, 2);
    await train(model, stripes, {
      ...options,
      checkpoint: { path: file.path, resume: 'required' },
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 0, batch: 2 } });
    model.dispose();
  });

  test('of a running run is locked, and free when that ends', async () => {
    const [first, second] = [await createTinyModel(), await createTinyModel()];
    const wanted = { code: 'STORAGE_BUSY', details: { target: file.path, holder: expect.any(String) as string } };
    const controller = new AbortController();
    let started = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (started = resolve));
    const run = train(first, stripes, {
      ...options,
      epochs: 500,
      checkpoint: file.path,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'epoch') started();
      },
    });
    await underWay;
    const before = await readWeights(second);
    await expect(train(second, stripes, { ...options, checkpoint: file.path })).rejects.toMatchObject(wanted);
    await expect(removeCheckpoint(file.path)).rejects.toMatchObject(wanted);
    expect(await readWeights(second)).toEqual(before);
    controller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await removeCheckpoint(file.path);
    await train(second, stripes, { ...options, checkpoint: file.path });
    expect(await readdir(file.folder)).toEqual(['checkpoint.safetensors']);
    first.dispose();
    second.dispose();
  });

  test('that cannot be written ends the run with an error', async () => {
    const model = await createTinyModel();
    await writeFile(join(file.folder, 'file'), '');
    const tensors = tf.memory().numTensors;
    const run = train(model, stripes, { ...options, checkpoint: join(file.folder, 'file', 'checkpoint') });
    await expect(run).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });
});
