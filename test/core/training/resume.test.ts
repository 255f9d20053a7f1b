import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { removeCheckpoint, train, type TrainOptions } from '@ferkit/core';
import { augmentPoorFaces, Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { bundleForNode } from '../support/bundleForNode';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { options, stripes } from './support/smallRun';

const file = useCheckpointFile();

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
    await file.trainUntil(stopped, epoch, batch, more);
    const events: TrainEvent[] = [];
    const result = await train(resumed, stripes, {
      ...recipe,
      checkpoint: file.path,
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
      checkpoint: { path: file.path, everySeconds: 3600 },
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'batch' && event.epoch === 2 && event.batch === lastBatch)
          setTimeout(() => controller.abort(), 1);
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await train(resumed, stripes, { ...options, checkpoint: file.path });
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('after SIGKILL in the middle of an epoch ends like an uninterrupted one', async () => {
    const programs = await bundleForNode({ trainChild: fileURLToPath(new URL('./trainChild.ts', import.meta.url)) });
    const killed = spawn(process.execPath, [join(programs, 'trainChild.js'), file.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<NodeJS.Signals | null>((resolve) => killed.on('exit', (__, signal) => resolve(signal)));
    for await (const line of killed.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      // Batches go on after the checkpoint was written, so the kill comes while work is under way that the file lacks.
      if (line.includes('after checkpoint')) killed.kill('SIGKILL');
    }
    expect(await exited).toBe('SIGKILL');
    expect((await readdir(file.folder)).filter((name) => !name.startsWith('.'))).toContain('checkpoint.safetensors');

    const [whole, resumed] = await Promise.all([createTinyModel(), createTinyModel()]);
    await train(whole, stripes, options);
    const events: TrainEvent[] = [];
    await train(resumed, stripes, { ...options, checkpoint: file.path, onEvent: (event) => events.push(event) });
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
      checkpoint: file.path,
      signal: controller.signal,
      onEvent: (event) => event.type === 'batch' && event.epoch === 2 && event.batch === 3 && controller.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const other = train(resumed, all, { ...options, validationShare: 0.2, checkpoint: file.path });
    await expect(other).rejects.toMatchObject({
      code: 'CHECKPOINT_INCOMPATIBLE',
      details: { field: 'recipe', expected: 'validationShare 0.2', received: 'validationShare 0.1' },
    });
    const { history } = await train(resumed, all, { ...options, checkpoint: file.path });
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
      checkpoint: file.path,
      stopSignal: stop.signal,
      onEvent: (event) => event.type === 'batch' && event.epoch === 3 && event.batch === 2 && stop.abort(),
    });
    expect(reason).toBe('stopped');
    const { history } = await train(resumed, stripes, { ...options, checkpoint: file.path });
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
      checkpoint: file.path,
      signal: controller.signal,
      onEvent: abort,
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const run = train(resumed, data, { ...wild, checkpoint: file.path });
    await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(await readWeights(resumed)).toEqual(await readWeights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
  });

  test('returns its result at once if it was complete', async () => {
    const [first, second] = await Promise.all([createTinyModel(), createTinyModel()]);
    const expected = await train(first, stripes, { ...options, checkpoint: file.path });
    const events: TrainEvent[] = [];
    const result = await train(second, stripes, {
      ...options,
      checkpoint: file.path,
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
    await file.trainUntil(model, 2, 2);
    await removeCheckpoint(file.path);
    expect(await readdir(file.folder)).toEqual([]);
    await removeCheckpoint(file.path);
    model.dispose();
  });

  test('starts anew with resume: false', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const events: TrainEvent[] = [];
    const fresh = await createTinyModel();
    await train(fresh, stripes, {
      ...options,
      checkpoint: { path: file.path, resume: false },
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 0, batch: 0 } });
    model.dispose();
    fresh.dispose();
  });
});
