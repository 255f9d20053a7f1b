import { describe, expect, test } from 'vitest';
import { Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import type { TrainEvent } from '@ferkit/core/metrics';
import { train, trainDefaults, type TrainOptions } from '@ferkit/core';
import { resolveRecipe } from '#core/training/resolveRecipe';
import { splitTrainData } from '#core/training/splitTrainData';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';

const stripes = createStripes();
const sets = { train: stripes.selectSplit('train'), validation: stripes.selectSplit('validation') };
const quick: TrainOptions = { epochs: 3, batchSize: 16, learningRate: 0.01 };

describe('a dataset without validation samples', () => {
  /** As Kaggle's FER2013 comes: the folders train and test. */
  const kaggle = new Dataset({
    ...(createStripes({ size: 120 }) as DatasetColumns),
    splitIndices: Uint8Array.from({ length: 120 }, (_, k) => (k < 90 ? 0 : 2)),
  });

  test('is validated on a share of the training samples that is held out, and says so', async () => {
    const model = await createTinyModel();
    const events: TrainEvent[] = [];
    const result = await train(model, kaggle, { ...quick, patience: 2, onEvent: (event) => events.push(event) });
    const facts = { validationSamples: 9, heldOutSamples: 9, labelsWithoutValidation: [] };
    expect(events[0]).toMatchObject({ type: 'start', samples: 81, ...facts });
    expect(result).toMatchObject(facts);
    expect(result.history[0]!.validation).toBeDefined();
    const epoch = events.find((event) => event.type === 'epoch')!;
    expect(epoch.confusion!.counts.map((row) => row.reduce((sum, count) => sum + count))).toEqual([3, 3, 3]);

    // It is the same as holding out beforehand.
    const other = await createTinyModel();
    const held = kaggle.holdOut(0.1, { seed: 0 });
    const { history } = await train(other, held, { ...quick, patience: 2 });
    expect(history).toEqual(result.history);
    expect(await readWeights(other)).toEqual(await readWeights(model));
    for (const used of [model, other]) used.dispose();
  });

  test('is split by the seed', async () => {
    const histories = [];
    for (const seed of [1, 1, 2]) {
      const model = await createTinyModel();
      const { history } = await train(model, kaggle, { ...quick, epochs: 1, seed, validationShare: 0.2 });
      histories.push(history);
      model.dispose();
    }
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[2]).not.toEqual(histories[0]);
  });

  test('is trained on whole with validationShare false', async () => {
    const model = await createTinyModel();
    const { history, validationSamples, heldOutSamples } = await train(model, kaggle, {
      ...quick,
      epochs: 1,
      validationShare: false,
    });
    expect([validationSamples, heldOutSamples, history[0]!.validation]).toEqual([0, 0, undefined]);
    model.dispose();
  });

  test('keeps copies of an image and the images of a person together', () => {
    const groups = Array.from({ length: 120 }, (_, row) => `person ${row % 10}`);
    const people = new Dataset({ ...(kaggle as DatasetColumns), groups });
    const { train: learned, validation } = splitTrainData(people, resolveRecipe({}, people.labels));
    const peopleOf = ({ rows }: Dataset): Set<string> => new Set([...rows].map((row) => groups[row]!));
    expect(peopleOf(validation!).size).toBeGreaterThan(0);
    expect([...peopleOf(validation!)].filter((person) => peopleOf(learned).has(person))).toEqual([]);

    const copies = kaggle.selectSplit('train').concat(kaggle.selectSplit('train'));
    const sets = splitTrainData(copies, resolveRecipe({}, copies.labels));
    expect([...sets.validation!.rows].filter((row) => sets.train.rows.includes(row))).toEqual([]);
  });

  test('of one person is split by images', () => {
    const alone = new Dataset({ ...(kaggle as DatasetColumns), groups: Array.from({ length: 120 }, () => 'me') });
    const { validationFacts } = splitTrainData(alone, resolveRecipe({}, alone.labels));
    expect(validationFacts).toMatchObject({ heldOutSamples: 9 });
  });

  test('that is too small says that nothing is held out, and which labels are not validated', async () => {
    const model = await createTinyModel();
    const few = createStripes({ size: 9 });
    const all = new Dataset({ ...(few as DatasetColumns), splitIndices: new Uint8Array(9) });
    const { validationSamples, heldOutSamples } = await train(model, all, { ...quick, epochs: 1 });
    expect([validationSamples, heldOutSamples]).toEqual([0, 0]);
    const wished = train(model, all, { ...quick, epochs: 1, validationShare: 0.05 });
    await expect(wished).rejects.toMatchObject({ details: { option: 'validationShare' } });
    const patient = train(model, all, { ...quick, epochs: 1, patience: 2 });
    await expect(patient).rejects.toMatchObject({ details: { option: 'patience' } });

    // Two samples of the label c, of which none is held out.
    const uneven = kaggle.filter(({ label, index }) => label !== 'c' || index < 6);
    const { validationFacts } = splitTrainData(uneven, resolveRecipe({}, uneven.labels));
    expect(validationFacts.labelsWithoutValidation).toEqual(['c']);
    model.dispose();
  });

  test('is the only data that takes a share', async () => {
    const model = await createTinyModel();
    for (const data of [stripes, { train: kaggle }, sets]) {
      const run = train(model, data, { ...quick, validationShare: 0.2 });
      await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'validationShare' } });
      // The default stays without effect.
      await train(model, data, { ...quick, epochs: 1, validationShare: trainDefaults.validationShare });
    }
    model.dispose();
  });
});
