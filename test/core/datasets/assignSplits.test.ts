import { describe, expect, it } from 'vitest';
import { Dataset, type Split, SPLITS } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { changeColumns } from './support/createSamples';
import { createUneven } from './support/createUneven';

const uneven = createUneven();

describe('making splits', () => {
  const shares = { train: 0.8, validation: 0.1, test: 0.1 };

  it('gives every label the same shares', () => {
    const dealt = uneven.assignSplits(shares, { seed: 5 });
    expect(dealt.selectSplit('train').labelCounts).toEqual([560, 160, 72, 8]);
    expect(dealt.selectSplit('test').labelCounts).toEqual([70, 20, 9, 1]);
    expect([...uneven.assignSplits(shares, { seed: 5 }).splitIndices]).toEqual([...dealt.splitIndices]);
    expect([...uneven.assignSplits(shares, { seed: 6 }).splitIndices]).not.toEqual([...dealt.splitIndices]);
  });

  it('keeps identical images together', () => {
    const twins = uneven.concat(uneven.shuffle({ seed: 1 })).assignSplits({ train: 0.5, test: 0.5 }, { seed: 1 });
    const splitOfRow = new Map<number, string>();
    twins.rows.forEach((row, k) => {
      const split = twins.splitOf(k);
      expect(splitOfRow.get(row) ?? split).toBe(split);
      splitOfRow.set(row, split);
    });
    expect(new Set(splitOfRow.values())).toEqual(new Set(['train', 'test']));
  });

  it('deals out images, of which it does not matter how many copies there are', () => {
    const rows = Array.from({ length: 100 }, (_, k) => (k < 90 ? 0 : k - 89));
    const copies = changeColumns(uneven, {
      rows: Uint32Array.from(rows),
      labelIndices: new Uint8Array(100),
      splitIndices: new Uint8Array(100),
    }).assignSplits({ train: 0.5, test: 0.5 }, { seed: 1 });
    const imagesOf = (split: 'train' | 'test'): number => new Set(copies.selectSplit(split).rows).size;
    expect([imagesOf('train') + imagesOf('test'), Math.abs(imagesOf('train') - imagesOf('test'))]).toEqual([11, 1]);
  });

  it('gives what lies on a border to the later split', () => {
    const three = uneven.take(3).assignSplits({ train: 0.5, test: 0.5 }, { seed: 1 });
    expect([three.selectSplit('train').size, three.selectSplit('test').size]).toEqual([1, 2]);
  });

  it.each([{ train: 0.5 }, { train: 1.2, test: -0.2 }, { train: Number.NaN }])(
    'refuses the shares %j',
    async (wrong) => {
      await catchError('OPTION_INVALID', () => uneven.assignSplits(wrong, { seed: 1 }));
    },
  );
});

/** 40 people with 10 images each; every person shows some labels only. */
function createPeople(): Dataset {
  const person = (k: number): number => Math.floor(k / 10);
  return new Dataset({
    name: 'people',
    labels: ['happy', 'sad', 'calm'],
    width: 1,
    height: 2,
    pixels: Uint8Array.from({ length: 800 }, (_, k) => (k % 2 === 0 ? k / 2 / 256 : k / 2)),
    rows: Uint32Array.from({ length: 400 }, (_, k) => k),
    labelIndices: Uint8Array.from({ length: 400 }, (_, k) => (person(k) % 3 === 0 ? k % 2 : k % 3)),
    splitIndices: new Uint8Array(400),
    groups: Array.from({ length: 400 }, (_, k) => `person ${person(k)}`),
  });
}

const groupsOf = (dataset: Dataset, split: Split): Set<string | undefined> =>
  new Set(Array.from(dataset.selectSplit(split).rows, (row) => dataset.groups?.[row]));

describe('splits by group', () => {
  const people = createPeople();
  const shares = { train: 0.7, validation: 0.15, test: 0.15 };

  it.each([0, 1, 2, 3])('keep people apart, and the shares of every label nearly, with seed %i', (seed) => {
    const dealt = people.assignSplits(shares, { by: 'group', seed });
    const parts = SPLITS.map((split) => groupsOf(dealt, split));
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(40);
    expect(new Set(parts.flatMap((part) => [...part])).size).toBe(40);
    for (const split of SPLITS) {
      dealt.selectSplit(split).labelCounts.forEach((count, label) => {
        expect(Math.abs(count / people.labelCounts[label]! - shares[split])).toBeLessThan(0.06);
      });
    }
    expect(people.assignSplits(shares, { by: 'group', seed }).splitIndices).toEqual(dealt.splitIndices);
  });

  it('differ with the seed', () => {
    const [one, other] = [1, 2].map((seed) => people.assignSplits(shares, { by: 'group', seed }).splitIndices);
    expect(one).not.toEqual(other);
  });

  it('keep copies of an image together, also those of another person', () => {
    const pixels = people.pixels.slice();
    pixels.copyWithin(0, 50 * 2, 51 * 2);
    const dealt = changeColumns(people, { pixels }).assignSplits({ train: 0.5, test: 0.5 }, { by: 'group', seed: 3 });
    expect(dealt.splitOf(0)).toBe(dealt.splitOf(50));
    expect(dealt.splitOf(9)).toBe(dealt.splitOf(59));
  });

  it('leave no split empty, down to one person each', async () => {
    const three = people.filter(({ group }) => ['person 0', 'person 1', 'person 2'].includes(group!));
    const dealt = three.assignSplits({ train: 0.8, validation: 0.1, test: 0.1 }, { by: 'group' });
    expect(SPLITS.map((split) => dealt.selectSplit(split).size)).toEqual([10, 10, 10]);
    const two = three.filter(({ group }) => group !== 'person 0');
    const error = await catchError('OPTION_INVALID', () => two.assignSplits(shares, { by: 'group' }));
    expect(error.message).toContain('at least 3 groups');
  });

  it('need groups', async () => {
    const error = await catchError('OPTION_INVALID', () => uneven.assignSplits(shares, { by: 'group' }));
    expect(error.message).toContain('label/person/file');
  });
});

describe('holding out', () => {
  const kaggle = uneven.assignSplits({ train: 0.8, test: 0.2 }, { seed: 1 });

  it('moves a share of every label from train to validation, and leaves test alone', () => {
    const held = kaggle.holdOut(0.25, { seed: 1 });
    expect(held.selectSplit('validation').labelCounts).toEqual([140, 40, 18, 2]);
    expect(held.selectSplit('train').labelCounts).toEqual([420, 120, 54, 6]);
    expect(held.selectSplit('test').rows).toEqual(kaggle.selectSplit('test').rows);
    expect(kaggle.holdOut(0.25, { seed: 1 }).splitIndices).toEqual(held.splitIndices);
    expect(kaggle.holdOut().selectSplit('validation').size).toBe(80);
    expect(uneven.assignSplits({ train: 1 }).holdOut(0.2, { split: 'test' }).selectSplit('test').size).toBe(200);
  });

  it('keeps copies and people together', () => {
    const held = createPeople().holdOut(0.1, { by: 'group' });
    expect([groupsOf(held, 'train').size, groupsOf(held, 'validation').size]).toEqual([36, 4]);
    const copies = kaggle.concat(kaggle).holdOut(0.2);
    const rows = new Set(copies.selectSplit('train').rows);
    expect([...copies.selectSplit('validation').rows].some((row) => rows.has(row))).toBe(false);
  });

  it('refuses a split that has samples, and data without a train split', async () => {
    await catchError('OPTION_INVALID', () => kaggle.holdOut(0.1).holdOut(0.1));
    await catchError('OPTION_INVALID', () => kaggle.selectSplit('test').holdOut(0.1));
  });
});

describe('folds', () => {
  it('have each sample in the test split once, and every label in the same shares', () => {
    const folds = uneven.folds(5, { seed: 5 });
    expect(folds.map((fold) => fold.selectSplit('test').labelCounts)).toEqual(
      Array.from({ length: 5 }, () => [140, 40, 18, 2]),
    );
    const tested = folds.flatMap((fold) => [...fold.selectSplit('test').rows]);
    expect(tested.sort((one, other) => one - other)).toEqual([...uneven.rows]);
    expect(folds.every((fold) => fold.size === uneven.size)).toBe(true);
    expect(uneven.folds(5, { seed: 6 })[0]!.splitIndices).not.toEqual(folds[0]!.splitIndices);
  });

  it('keep copies of an image together, and the images of a person where asked', () => {
    const twins = uneven.concat(uneven.shuffle({ seed: 1 }));
    const [first] = twins.folds(3);
    const rows = new Set(first!.selectSplit('test').rows);
    expect(first!.selectSplit('train').rows.some((row) => rows.has(row))).toBe(false);
    const groups = Array.from({ length: uneven.size }, (_, row) => `person ${row % 20}`);
    const byPerson = new Dataset(changeColumns(uneven, { groups })).folds(4, { by: 'group' });
    for (const fold of byPerson) {
      const test = new Set(Array.from(fold.selectSplit('test').rows, (row) => row % 20));
      expect(test.size).toBe(5);
      expect(fold.selectSplit('train').rows.some((row) => test.has(row % 20))).toBe(false);
    }
  });

  it('are refused where one would have no sample', async () => {
    const error = await catchError('OPTION_INVALID', () => uneven.take(3).folds(4));
    expect(error.message).toContain('4 for 3 samples');
  });
});
