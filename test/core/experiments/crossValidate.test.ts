import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  crossValidate,
  Dataset,
  finetune,
  learningCurve,
  type PartEvent,
  train,
  type TrainOptions,
  type TrainPart,
} from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';

const quick: TrainOptions = { epochs: 2, batchSize: 16, learningRate: 0.01, augment: false };
const stripes = createStripes({ size: 60 });
/** Four images of each person, whose labels differ. */
const persons = new Dataset({
  ...(({ ...columns }) => columns)(stripes),
  groups: Array.from({ length: 60 }, (_, row) => `person ${Math.floor(row / 4)}`),
});

const trainTiny: TrainPart = async (dataset, run) => {
  const model = await createTinyModel({ seed: run.seed });
  await train(model, dataset, { ...quick, ...run });
  return model;
};

let room: string;
beforeAll(async () => void (room = await mkdtemp(join(tmpdir(), 'ferkit-folds-'))));
afterAll(() => rm(room, { recursive: true, force: true }));

const total = (counts: readonly (readonly number[])[]): number => counts.flat().reduce((sum, count) => sum + count, 0);

describe('crossValidate', () => {
  test('tests every sample once, and gives mean, spread and the pooled confusion', async () => {
    const tensors = tf.memory().numTensors;
    const tested: number[] = [];
    const result = await crossValidate(
      stripes,
      async (fold, run) => {
        tested.push(...fold.selectSplit('test').rows);
        return trainTiny(fold, run, 0);
      },
      { folds: 3, seed: 4 },
    );
    expect([...tested].sort((one, other) => one - other)).toEqual([...stripes.rows]);
    expect(result).toMatchObject({ dataset: 'stripes', samples: 60, seed: 4, by: 'image' });
    const [one, two, three] = result.folds.map(({ accuracy }) => accuracy) as [number, number, number];
    const mean = (one + two + three) / 3;
    expect(result.accuracy.mean).toBeCloseTo(mean, 12);
    const variance = ((one - mean) ** 2 + (two - mean) ** 2 + (three - mean) ** 2) / 2;
    expect(result.accuracy.deviation).toBeCloseTo(Math.sqrt(variance), 12);
    expect(total(result.confusion.counts)).toBe(60);
    expect(result.confusion.counts[1]![2]).toBe(
      result.folds.reduce((sum, { confusion }) => sum + confusion.counts[1]![2]!, 0),
    );
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('keeps the images of a person in one fold where persons are known', async () => {
    const { by } = await crossValidate(
      persons,
      async (fold, run) => {
        const groupsOf = (split: 'train' | 'test') =>
          new Set(Array.from(fold.selectSplit(split).rows, (row) => persons.groups![row]));
        expect([...groupsOf('test')].filter((group) => groupsOf('train').has(group))).toEqual([]);
        return trainTiny(fold, run, 0);
      },
      { folds: 2 },
    );
    expect(by).toBe('group');
  });

  test('more folds than persons are an error, unless images are dealt', async () => {
    const two = persons.take(8);
    await expect(crossValidate(two, trainTiny, { folds: 3 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'by' },
    });
    expect(await crossValidate(two, trainTiny, { folds: 2, by: 'image' })).toMatchObject({ by: 'image' });
  });

  test('resumes after an abort with the result of an uninterrupted call, without training finished folds again', async () => {
    const options = { folds: 3, checkpoint: join(room, 'checkpoint') };
    const whole = await crossValidate(stripes, trainTiny, { folds: 3 });
    const controller = new AbortController();
    const aborted = crossValidate(stripes, trainTiny, {
      ...options,
      signal: controller.signal,
      onEvent: ({ part, type }) => part === 2 && type === 'epoch' && controller.abort(),
    });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    const events: PartEvent[] = [];
    const resumed = await crossValidate(stripes, trainTiny, { ...options, onEvent: (event) => events.push(event) });
    expect(resumed).toEqual({
      ...whole,
      folds: whole.folds.map((fold) => ({ ...fold, model: expect.anything() as unknown })),
    });
    const epochs = events.filter(({ type }) => type === 'epoch');
    expect(epochs.map(({ part, parts }) => `${part}/${parts}`)).toEqual(['2/3', '3/3', '3/3']);
  });

  test('cross-validates a fine-tuning', async () => {
    const base = await createTinyModel();
    try {
      const { accuracy, folds } = await crossValidate(
        stripes,
        async (fold, run) => (await finetune(fold, { ...run, from: base, headEpochs: 2, epochs: 1 })).model,
        { folds: 2 },
      );
      expect(folds).toHaveLength(2);
      expect(accuracy.mean).toBeGreaterThan(0);
    } finally {
      base.dispose();
    }
  });

  test.each([
    [{ folds: 1 }, 'folds'],
    [{ by: 'person' as never }, 'by'],
  ])('%j is refused', async (options, option) => {
    await expect(crossValidate(stripes, trainTiny, options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
    });
  });
});

describe('learningCurve', () => {
  test('trains on growing parts, of which each contains the smaller ones, and tests all on the same samples', async () => {
    const parts: { readonly train: Set<number>; readonly test: string }[] = [];
    const { points } = await learningCurve(
      stripes,
      async (part, run) => {
        parts.push({ train: new Set(part.selectSplit('train').rows), test: part.selectSplit('test').rows.join() });
        return trainTiny(part, run, 0);
      },
      { shares: [1, 0.25, 0.5], testShare: 0.25 },
    );
    expect(points.map(({ share }) => share)).toEqual([0.25, 0.5, 1]);
    expect(points.at(-1)!.samples).toBe(48);
    expect(new Set(parts.map(({ test: rows }) => rows)).size).toBe(1);
    const [small, middle, large] = parts.map(({ train: rows }) => rows);
    expect([...small!].every((row) => middle!.has(row)) && [...middle!].every((row) => large!.has(row))).toBe(true);
    expect(points.map(({ report }) => report.samples)).toEqual([12, 12, 12]);
  });

  test('a share of more than all is refused', async () => {
    await expect(learningCurve(stripes, trainTiny, { shares: [0.5, 2] })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'shares' },
    });
  });
});
