import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { findLearningRate, train } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';

const stripes = createStripes();

test('the learning rate is raised until the loss diverges, and the model stays as it was', async () => {
  const model = await createTinyModel();
  const [weights, { metadata }, tensors] = [await readWeights(model), model, tf.memory().numTensors];
  const seen: number[] = [];
  const { suggestion, points, diverged } = await findLearningRate(model, stripes, {
    batchSize: 16,
    to: 1000,
    steps: 40,
    augment: false,
    onProgress: (done) => seen.push(done),
  });
  expect(diverged).toBe(true);
  expect(points.length).toBeLessThan(40);
  expect(seen).toEqual(points.map((_, index) => index + 1));
  expect(points[0]!.learningRate).toBeCloseTo(1e-6);
  expect(points[13]!.learningRate / points[12]!.learningRate).toBeCloseTo(1e9 ** (1 / 39));
  expect(suggestion).toBeGreaterThan(1e-5);
  expect(suggestion).toBeLessThan(points.at(-1)!.learningRate);
  expect(await readWeights(model)).toEqual(weights);
  expect(model.metadata).toEqual(metadata);
  expect(tf.memory().numTensors).toBe(tensors);

  // The suggestion trains: better than the rate at which the search began.
  const recipe = { epochs: 3, batchSize: 16, augment: false, seed: 1 } as const;
  const lossAt = async (learningRate: number): Promise<number> => {
    const copy = await createTinyModel();
    const { history } = await train(copy, stripes, { ...recipe, learningRate });
    copy.dispose();
    return history.at(-1)!.train.loss;
  };
  expect(await lossAt(suggestion)).toBeLessThan(await lossAt(1e-6));
  model.dispose();
});

test('a model in training is refused and trains on undisturbed', async () => {
  const [model, alone] = await Promise.all([createTinyModel(), createTinyModel()]);
  const recipe = { epochs: 2, batchSize: 16, augment: false, seed: 1 } as const;
  await train(alone, stripes, recipe);
  let search: Promise<unknown> | undefined;
  const run = train(model, stripes, {
    ...recipe,
    onEvent: () => {
      search ??= findLearningRate(model, stripes).catch((error: unknown) => error);
    },
  });
  await run;
  expect(await search).toMatchObject({ code: 'MODEL_BUSY' });
  expect(await readWeights(model)).toEqual(await readWeights(alone));
  model.dispose();
  alone.dispose();
});

test('rates that do not rise are refused', async () => {
  const model = await createTinyModel();
  const search = findLearningRate(model, stripes, { from: 0.1, to: 0.01 });
  await expect(search).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'to' } });
  model.dispose();
});
