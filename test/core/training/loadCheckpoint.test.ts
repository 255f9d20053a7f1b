import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { loadCheckpoint, loadModel, saveModel, train, type TrainOptions } from '@ferkit/core';
import { testBackend } from '../support/testBackend';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { options, stripes } from './support/smallRun';

const file = useCheckpointFile();
const load = (weights?: 'result' | 'best' | 'average' | 'last') =>
  loadCheckpoint(file.path, { backend: testBackend, ...(weights === undefined ? {} : { weights }) });

/** Trains to the end with a checkpoint; returns the weights of the result. */
async function run(recipe: TrainOptions): Promise<number[][]> {
  const model = await createTinyModel();
  await train(model, stripes, { ...options, epochs: 2, ...recipe, checkpoint: { path: file.path, resume: false } });
  const weights = await readWeights(model);
  model.dispose();
  return weights;
}

/** The weights that a checkpoint gives, and their name. */
async function weightsOf(name?: 'result' | 'best' | 'average' | 'last') {
  const { model, weights, epochs } = await load(name);
  const values = await readWeights(model);
  model.dispose();
  return { values, weights, epochs };
}

describe('a model of a checkpoint', () => {
  test('has the weights with which the run ended: those of the best epoch', async () => {
    const result = await run({});
    expect(await weightsOf()).toEqual({ values: result, weights: 'best', epochs: 2 });
  });

  test('of a run that keeps its last epoch has the average, or the last weights, as it is asked', async () => {
    const result = await run({ restoreBest: false });
    expect(await weightsOf()).toEqual({ values: result, weights: 'average', epochs: 2 });
    const last = await weightsOf('last');
    expect(last.weights).toBe('last');
    expect(last.values).not.toEqual(result);
    const plain = await run({ averageWeights: false, restoreBest: false });
    expect(await weightsOf()).toEqual({ values: plain, weights: 'last', epochs: 2 });
  });

  test('begins a new run like a model with the same weights does', async () => {
    const saved = await createTinyModel();
    await train(saved, stripes, { ...options, epochs: 2, checkpoint: file.path });
    const again: TrainOptions = { epochs: 2, optimizer: 'sgd', learningRate: 0.05, seed: 9 };
    await train(saved, stripes, again);
    const { model } = await load();
    await train(model, stripes, again);
    expect(await readWeights(model)).toEqual(await readWeights(saved));
    // As every model, it can be saved; the file of the checkpoint is as it was.
    await saveModel(model, join(file.folder, 'model'));
    expect((await weightsOf()).epochs).toBe(2);
    model.dispose();
    saved.dispose();
  });

  test('of a run whose layers were frozen has them in their places', async () => {
    const frozen = await createTinyModel();
    frozen.layers.layers[0]!.trainable = false;
    await file.trainUntil(frozen, 2, 1);
    const expected = await readWeights(frozen);
    const { values } = await weightsOf();
    expect(values).toEqual(expected);
    frozen.dispose();
  });

  test('leaves no tensor behind where it is refused', async () => {
    await run({ averageWeights: false, restoreBest: false });
    const tensors = tf.memory().numTensors;
    await expect(load('average')).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { expected: 'last', received: 'average' },
    });
    await expect(load('best')).rejects.toThrow('its run has finished no epoch with validation samples');
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('is named where a model is expected', async () => {
    await expect(loadModel(file.path)).rejects.toThrow('loadCheckpoint checkpoints');
  });

  test.each([
    ['is missing', undefined, 'SOURCE_UNREADABLE'],
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, -8), 'CHECKPOINT_CORRUPT'],
    [
      'has a flipped bit',
      (bytes: Buffer) => {
        bytes[bytes.length - 3]! ^= 1;
        return bytes;
      },
      'CHECKPOINT_CORRUPT',
    ],
  ])('%s', async (_, damage, code) => {
    if (damage !== undefined) {
      await run({});
      await writeFile(file.path, damage(await readFile(file.path)));
    }
    await expect(load()).rejects.toMatchObject({ code });
  });
});
