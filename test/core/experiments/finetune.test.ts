import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { encodePng } from '../datasets/support/encodePng';
import { Dataset, type FerModel, finetune, type FinetuneEvent, train } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { testBackend } from '../support/testBackend';
import { createTinyModel, readWeights } from '../support/tinyNet';

let room: string;
let base: FerModel;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-finetune-'));
  base = await createTinyModel();
  await train(base, createStripes(), { epochs: 4, batchSize: 16, augment: false });
});
afterAll(async () => {
  base.dispose();
  await rm(room, { recursive: true, force: true });
});

/** Stripes without splits, with labels of their own, and a person for every four images. */
function createPictures(labels: readonly string[], size = 120): Dataset {
  const stripes = createStripes({ size, labels: [...labels], seed: 5 });
  return new Dataset({
    ...(({ ...columns }) => columns)(stripes),
    splitIndices: new Uint8Array(size),
    groups: Array.from({ length: size }, (_, row) => `person ${Math.floor(row / 4)}`),
  });
}

const quick = { augment: false, headEpochs: 6, epochs: 3, seed: 1 } as const;

describe('a model for labels of one own', () => {
  it('learns them in two stages, is calibrated, and is measured on pictures that it did not see', async () => {
    const before = await readWeights(base);
    const tensors = tf.memory().numTensors;
    const events: FinetuneEvent[] = [];
    const { model, dataset, head, all, report, calibration } = await finetune(createPictures(['one', 'two', 'three']), {
      ...quick,
      from: base,
      onEvent: (event) => events.push(event),
    });
    expect(model.labels).toEqual(['one', 'two', 'three']);
    expect(report!.samples).toBe(24);
    expect(report!.accuracy).toBeGreaterThan(0.8);
    expect(calibration!.samples).toBe(dataset.selectSplit('validation').size);
    expect([head!.history.length, all!.history.length]).toEqual([6, 3]);
    const starts = events.filter(({ type }) => type === 'start');
    expect(starts.map(({ stage }) => stage)).toEqual(['head', 'all']);
    // The given model stays as it was, and nothing else is left behind.
    expect(await readWeights(base)).toEqual(before);
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('trains all layers from the start without epochs of the last one, as a warm restart does', async () => {
    const starts: string[] = [];
    const { model, head, all, kept } = await finetune(createPictures(['one', 'two']), {
      ...quick,
      from: base,
      headEpochs: 0,
      onEvent: ({ type, stage }) => type === 'start' && starts.push(stage),
    });
    expect([head, all!.history.length, kept, starts]).toEqual([undefined, 3, 'all', ['all']]);
    expect(model.layers.layers.every(({ trainable }) => trainable)).toBe(true);
    model.dispose();
    await expect(
      finetune(createPictures(['one', 'two']), { ...quick, from: base, headEpochs: 0, epochs: 0 }),
    ).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'epochs' } });
  });

  it('keeps the pictures of a person together', async () => {
    const { model, dataset } = await finetune(createPictures(['one', 'two', 'three']), { ...quick, from: base });
    const splits = new Map<string, Set<string>>();
    for (let k = 0; k < dataset.size; k++) {
      const { group, split } = dataset.sample(k);
      splits.set(group!, (splits.get(group!) ?? new Set()).add(split));
    }
    expect([...splits.values()].every((ofPerson) => ofPerson.size === 1)).toBe(true);
    expect(new Set([...splits.values()].flatMap((ofPerson) => [...ofPerson]))).toEqual(
      new Set(['train', 'validation', 'test']),
    );
    model.dispose();
  });

  it('leaves the features as they were without the second stage', async () => {
    const { model, all, kept } = await finetune(createPictures(['one', 'two']), { ...quick, from: base, epochs: 0 });
    expect([all, kept]).toEqual([undefined, 'head']);
    // By layer, because tfjs orders frozen weights behind the others.
    const weightsOf = (own: FerModel): Promise<number[][]> =>
      Promise.all(
        own.layers.layers
          .filter((layer) => layer.getClassName() !== 'Dense')
          .flatMap((layer) => layer.getWeights().map(async (weight) => [...(await weight.data())])),
      );
    const before = await weightsOf(base);
    expect(before.length).toBeGreaterThan(3);
    expect(await weightsOf(model)).toEqual(before);
    model.dispose();
  });

  it('begins with the last layer of a model that has the labels', async () => {
    const pictures = createPictures(['a', 'b', 'c']);
    const options = { from: base, headEpochs: 1, headLearningRate: 1e-6, epochs: 0, augment: false } as const;
    const { model, report } = await finetune(pictures, options);
    expect(report!.accuracy).toBeGreaterThan(0.8);
    model.dispose();
  });

  it('has no report and no calibration where nothing is held out', async () => {
    const options = { ...quick, from: base, testShare: false, validationShare: false } as const;
    const { model, dataset, report, calibration, kept } = await finetune(createPictures(['one', 'two']), options);
    expect([dataset.selectSplit('train').size, report, calibration, kept]).toEqual([120, undefined, undefined, 'all']);
    model.dispose();
  });
});

test('a folder of pictures is read in the size of the model', async () => {
  const pictures = createPictures(['left', 'right'], 60);
  for (let k = 0; k < pictures.size; k++) {
    const path = join(room, 'photos', pictures.label(k), `${k}.png`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, encodePng(pictures.image(k)));
  }
  const { model, dataset, report } = await finetune(join(room, 'photos'), { ...quick, from: base });
  expect([dataset.width, dataset.size, model.labels]).toEqual([16, 60, ['left', 'right']]);
  expect(report!.accuracy).toBeGreaterThan(0.7);
  model.dispose();
});

test('a call that was aborted in either stage resumes to the same weights', async () => {
  const pictures = createPictures(['one', 'two', 'three']);
  const whole = await finetune(pictures, { ...quick, from: base });
  const wanted = await readWeights(whole.model);
  whole.model.dispose();
  for (const stage of ['head', 'all'] as const) {
    const checkpoint = join(room, `${stage}.safetensors`);
    const controller = new AbortController();
    const run = finetune(pictures, {
      ...quick,
      from: base,
      checkpoint,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.stage === stage && event.type === 'epoch' && event.epoch === 2) controller.abort();
      },
    });
    await expect(run).rejects.toThrow();
    expect((await stat(stage === 'head' ? `${checkpoint}-head` : checkpoint)).size).toBeGreaterThan(0);
    const resumed = await finetune(pictures, { ...quick, from: base, checkpoint });
    expect(await readWeights(resumed.model)).toEqual(wanted);
    resumed.model.dispose();
  }
});

test('the bundled model is the beginning by default', async () => {
  const stripes = createStripes({ size: 24, labels: ['one', 'two'], side: 48 });
  const { model } = await finetune(stripes, { backend: testBackend, headEpochs: 1, epochs: 0, augment: false });
  expect(model.metadata.architecture.id).toBe('fer-cnn');
  model.dispose();
});
