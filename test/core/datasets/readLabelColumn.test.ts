import { describe, expect, it } from 'vitest';
import { readLabelColumn } from '#core/datasets/csv/readLabelColumn';
import { openDatasetDefaults } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';

const read = (text: string, labels: 'auto' | readonly string[] = 'auto'): Promise<readonly number[]> =>
  readLabelColumn(new TextEncoder().encode(text), { ...openDatasetDefaults, labels });

describe('labels in a file of their own', () => {
  it('are numbers or names, one a line, under a header or none', async () => {
    expect(await read('0\n3\n6\n')).toEqual([0, 3, 6]);
    expect(await read('angry\nHappy\nneutral')).toEqual([0, 3, 6]);
    expect(await read('anything\n3\n4')).toEqual([3, 4]);
    expect(await read('2 columns\n3\n4')).toEqual([3, 4]);
  });

  it('are taken from the column that is called emotion or label', async () => {
    expect(await read('name,Emotion\na,3\nb,sad')).toEqual([3, 4]);
    expect(await read('name, "label" ,x\na, "5" ,1\nb,6,2')).toEqual([5, 6]);
    expect(await read('label,emotion\n1,2')).toEqual([2]);
  });

  it('are those that the call names', async () => {
    const names = Array.from({ length: 12 }, (_, k) => `kind${k}`);
    expect(await read('kind11\nkind0\n10', names)).toEqual([11, 0, 10]);
  });

  it.each<readonly [string, number, number, string, string]>([
    ['3\n7\n', 2, 1, '"7"', '0 to 6'],
    ['emotion\n3\n1000', 3, 1, '"1000"', '0 to 6'],
    ['name,emotion\na,3\nb,x4', 3, 2, '"x4"', '0 to 6'],
    ['name,emotion\na,3\nb', 3, 2, '""', '0 to 6'],
    ['0\n4x', 2, 1, '"4x"', '0 to 6'],
    ['0\n"4"x', 2, 1, JSON.stringify('"4"x'), '0 to 6'],
    ['0\nx"4"', 2, 1, JSON.stringify('x"4"'), '0 to 6'],
  ])('which are none are told with line and column: %j', async (text, line, column, received, range) => {
    const { details } = await catchError('DATASET_MALFORMED', () => read(text));
    expect(details).toMatchObject({ line, column, received });
    expect(details.expected).toContain(range);
  });
});
