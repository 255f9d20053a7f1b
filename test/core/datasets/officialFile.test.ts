import { describe, expect, it } from 'vitest';
import { copiesOf, openDataset, summarize } from '@ferkit/core/datasets';

const path = process.env.FERKIT_FER2013;
const noData = path === undefined || path === '';
if (noData) console.info('Skipping the checks of the official FER2013: set FERKIT_FER2013 to fer2013.csv(.gz).');

describe.skipIf(noData)('the official FER2013', () => {
  it('is read whole, with its known numbers', { timeout: 300_000 }, async () => {
    const dataset = await openDataset(path!);
    const summary = summarize(dataset);
    expect(summary.total).toBe(35_887);
    expect(Object.values(summary.splits).map((split) => Object.values(split.perLabel))).toEqual([
      [3995, 436, 4097, 7215, 4830, 3171, 4965],
      [467, 56, 496, 895, 653, 415, 607],
      [491, 55, 528, 879, 594, 416, 626],
    ]);
    expect(summary.duplicates).toEqual({
      distinct: 34_034,
      groups: 1516,
      rows: 3369,
      conflicting: { groups: 57, rows: 160 },
      groupsAcrossSplits: 557,
      copiesOfTrain: { validation: 280, test: 288 },
    });
    expect(summary.constant).toEqual({ rows: 12, black: 12 });
    const copies = copiesOf(dataset.selectSplit('test'), dataset.selectSplit('train'));
    expect(copies.reduce((sum, copy) => sum + copy, 0)).toBe(288);
  });
});
