import { readFile, stat, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { createModel, train, trainDefaults, type TrainOptions } from '@ferkit/core';
import { augmentDefaults } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { sha256 } from '#core/models/sha256';
import { decodeSafetensors, encodeSafetensors } from '#core/training/safetensors';
import { createStripes } from '../support/createStripes';
import { testBackend } from '../support/testBackend';
import { createTinyModel, readWeights, tinyNet } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { options, stripes } from './support/smallRun';

const file = useCheckpointFile();

describe('a checkpoint', () => {
  test.each([
    ['recipe', { learningRate: 0.5 }, undefined],
    ['data', {}, createStripes({ seed: 8 })],
  ])('of other %s is refused, and neither file nor model are touched', async (field, changed, data) => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const before = [await readWeights(model), (await stat(file.path)).mtimeMs, tf.memory().numTensors];
    const run = train(model, data ?? stripes, { ...options, ...changed, checkpoint: file.path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field } });
    expect([await readWeights(model), (await stat(file.path)).mtimeMs, tf.memory().numTensors]).toEqual(before);
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
    await file.trainUntil(model, 2, 2, recipe);
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
      checkpoint: file.path,
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 1, batch: 2 } });
    model.dispose();
  });

  test('that is older than an option resumes where the option is off', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const { metadata, tensors } = decodeSafetensors(new Uint8Array(await readFile(file.path)), file.path);
    const header = JSON.parse(metadata.ferkit!) as { identity: { recipe: { cutmix?: unknown; augment: object } } };
    const { recipe } = header.identity;
    delete recipe.cutmix;
    const { rotate, shift } = augmentDefaults;
    recipe.augment = Object.fromEntries(Object.entries(recipe.augment).filter(([, option]) => option !== false));
    expect(recipe.augment).toMatchObject({ rotate, shift });
    expect(recipe.augment).not.toHaveProperty('noise');
    const older = { metadata: { ferkit: JSON.stringify(header) }, tensors };
    const checksum = await sha256(encodeSafetensors(older));
    await writeFile(file.path, encodeSafetensors({ tensors, metadata: { ...older.metadata, sha256: checksum } }));

    const noise = { probability: 0.5, from: 1, to: 9 };
    for (const changed of [{ cutmix: 1 }, { augment: { noise } }]) {
      const run = train(model, stripes, { ...options, ...changed, checkpoint: file.path });
      await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field: 'recipe' } });
    }
    const events: TrainEvent[] = [];
    await train(model, stripes, { ...options, checkpoint: file.path, onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ type: 'start', resumedAt: { epoch: 1, batch: 2 } });
    model.dispose();
  });

  test('names the options of the recipe that differ, and no others', async () => {
    const model = await createTinyModel();
    await file.trainUntil(model, 2, 2);
    const run = train(model, stripes, { ...options, mixup: false, labelWeights: 'balanced', checkpoint: file.path });
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
    await file.trainUntil(model, 2, 2);
    model.dispose();
    const wider = await createModel({
      architecture: tinyNet,
      options: { filters: 6 },
      labels: ['a', 'b', 'c'],
      input: { width: 16, height: 16 },
      backend: testBackend,
    });
    const run = train(wider, stripes, { ...options, checkpoint: file.path });
    await expect(run).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPATIBLE', details: { field: 'network' } });
    wider.dispose();
  });
});
