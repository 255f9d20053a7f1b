import { describe, expect, it } from 'vitest';
import { copiesOf, createRandom, Dataset, summarize, writeNpyDataset } from '@ferkit/core/datasets';
import { ImageIndex } from '#core/datasets/ImageIndex';
import { catchError } from './support/catchError';
import { changeColumns, createSamples } from './support/createSamples';

const animals = createSamples(
  ['cat', 'dog'],
  [
    ['cat', 'train', 10],
    ['dog', 'train', 10],
    ['cat', 'train', 20],
    ['cat', 'validation', 10],
    ['dog', 'validation', 30],
    ['dog', 'test', 30],
    ['dog', 'test', 0],
    ['dog', 'test', 20],
  ],
);

describe('a summary', () => {
  const summary = summarize(animals);

  it('counts samples by split and label', () => {
    expect(summary).toMatchObject({ name: 'samples', total: 8, width: 2, height: 2, perLabel: { cat: 3, dog: 5 } });
    expect(summary.splits).toEqual({
      train: { total: 3, perLabel: { cat: 2, dog: 1 } },
      validation: { total: 2, perLabel: { cat: 1, dog: 1 } },
      test: { total: 3, perLabel: { cat: 0, dog: 3 } },
    });
  });

  it('measures brightness on the scale of 0 to 1', () => {
    const values = [10, 10, 20, 10, 30, 30, 0, 20].map((value) => value / 255);
    const mean = values.reduce((sum, value) => sum + value, 0) / 8;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8;
    expect(summary.mean).toBeCloseTo(mean, 12);
    expect(summary.std).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it('finds identical images within and across splits', () => {
    expect(summary.duplicates).toEqual({
      distinct: 4,
      groups: 3,
      rows: 7,
      conflicting: { groups: 2, rows: 5 },
      groupsAcrossSplits: 3,
      copiesOfTrain: { validation: 1, test: 1 },
    });
  });

  it('counts images of one value', () => {
    expect(summary.constant).toEqual({ rows: 8, black: 1 });
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('knows the samples of a selection only', () => {
    const { total, duplicates } = summarize(animals.selectSplit('test'));
    expect([total, duplicates.distinct, duplicates.groups]).toEqual([3, 3, 0]);
  });
});

describe('copies of another dataset', () => {
  it('are found sample by sample', async () => {
    expect([...copiesOf(animals.selectSplit('test'), animals.selectSplit('train'))]).toEqual([0, 0, 1]);
    expect([...copiesOf(animals.selectSplit('validation'), animals.selectSplit('train'))]).toEqual([1, 0]);
    const other = changeColumns(animals, { width: 1, height: 4 });
    await catchError('OPTION_INVALID', () => copiesOf(animals, other));
  });
});

describe('the index of images', () => {
  it('tells apart what differs in one pixel, among as many images as it takes to grow', () => {
    const random = createRandom(1);
    const images = Array.from({ length: 3000 }, () => Uint8Array.from({ length: 7 }, () => random.integer(3)));
    const known = new Map<string, number>();
    const index = new ImageIndex(7);
    for (const image of images) {
      const key = image.join();
      expect(index.find(image)).toBe(known.get(key) ?? -1);
      if (!known.has(key)) known.set(key, known.size);
      expect(index.add(image.slice())).toBe(known.get(key));
    }
    expect(index.size).toBe(known.size);
  });
});

describe('groups', () => {
  it('are counted, and those in several splits', () => {
    const columns = { labels: ['a'], width: 1, height: 1, pixels: Uint8Array.of(1, 2, 3, 4) };
    const dataset = new Dataset({
      ...columns,
      name: 'people',
      rows: Uint32Array.of(0, 1, 2, 3),
      labelIndices: new Uint8Array(4),
      splitIndices: Uint8Array.of(0, 2, 0, 1),
      groups: ['ann', 'ann', 'bo', undefined],
    });
    expect(summarize(dataset).groups).toEqual({ count: 2, acrossSplits: 1, unknown: 1 });
  });

  it.each([undefined, null, 42, 'fer2013.csv', [], {}])('need a dataset, not %j', async (wrong) => {
    await catchError('OPTION_INVALID', () => summarize(wrong as Dataset));
    await catchError('OPTION_INVALID', () => copiesOf(wrong as Dataset, wrong as Dataset));
    await catchError('OPTION_INVALID', () => writeNpyDataset(wrong as Dataset, 'nowhere'));
  });
});
