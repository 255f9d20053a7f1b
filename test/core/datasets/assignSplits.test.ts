import { describe, expect, it } from 'vitest';
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
