import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeSkipped, openDataset, summarize } from '@ferkit/core/datasets';
import { copyColumns } from '#core/datasets/copyColumns';
import { catchError } from './support/catchError';
import { changeColumns, createSamples } from './support/createSamples';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };
const flat = (value: number): Uint8Array => encodePng({ pixels: new Uint8Array(4).fill(value), width: 2, height: 2 });

const people = (): ReturnType<typeof createSamples> =>
  changeColumns(
    createSamples(
      ['happy', 'sad'],
      [
        ['happy', 'train', 1],
        ['sad', 'train', 2],
        ['happy', 'test', 3],
      ],
    ),
    { sources: ['a.png', 'b.png', undefined], groups: ['ann', 'bo', 'ann'] },
  );

describe('the file and the group of a sample', () => {
  it('are those of its image, whatever is selected', () => {
    const dataset = people();
    expect(dataset.sample(0)).toMatchObject({ index: 0, row: 0, label: 'happy', source: 'a.png', group: 'ann' });
    expect(dataset.sample(2)).not.toHaveProperty('source');
    for (const derived of [
      dataset.filter(({ group }) => group === 'bo'),
      dataset.selectLabels(['sad']),
      dataset.merge('happy', 'sad').filter(({ row }) => row === 1),
      dataset.rename({ sad: 'blue' }).selectLabels(['blue']),
      dataset.shuffle({ seed: 3 }).filter(({ source }) => source === 'b.png'),
    ]) {
      expect([derived.size, derived.sample(0).source, derived.sample(0).group]).toEqual([1, 'b.png', 'bo']);
    }
  });

  it('are kept where datasets are joined, and where they are copied for a thread', () => {
    const other = createSamples(['happy', 'sad'], [['sad', 'train', 9]]);
    const both = people().concat(other).concat(people());
    expect(Array.from({ length: both.size }, (_, k) => both.sample(k).group)).toEqual([
      ...['ann', 'bo', 'ann', undefined],
      ...['ann', 'bo', 'ann'],
    ]);
    const copy = copyColumns(people().selectSplit('test'), (bytes) => new ArrayBuffer(bytes));
    expect([copy.sources, copy.groups]).toEqual([[undefined], ['ann']]);
    expect(people().selectSplit('train').concat(people().selectSplit('test')).sample(1).source).toBe('b.png');
  });

  it('must be as many as images', async () => {
    await catchError('OPTION_INVALID', () => changeColumns(people(), { sources: ['a.png'] }));
    await catchError('OPTION_INVALID', () => changeColumns(people(), { groups: [] }));
  });

  it('is the path in a folder, and the name of a CSV', async () => {
    await mkdir(folder.path('faces', 'happy'), { recursive: true });
    await writeFile(folder.path('faces', 'happy', '1.png'), flat(1));
    expect((await openDataset(folder.path('faces'), small)).sample(0).source).toBe('happy/1.png');
    await writeFile(folder.path('some.csv'), 'emotion,pixels\n3,1 2 3 4\n4,1 2 3 4\n');
    expect((await openDataset(folder.path('some.csv'), small)).sample(1)).toMatchObject({ row: 1, source: 'some.csv' });
  });
});

describe('what was left out', () => {
  it('is counted by kind, and told of every selection and join', async () => {
    await mkdir(dirname(folder.path('x')), { recursive: true });
    const csv = (name: string): string => folder.path(name);
    await writeFile(csv('one.csv'), 'emotion,pixels\n3,1 2 3 4\n9,1 2 3 4\n3,1 2\n3,5 6 7 8\n');
    await writeFile(csv('two.csv'), 'emotion,pixels\n3,1 2 3 4\n3,x\n');
    const one = await openDataset(csv('one.csv'), { ...small, onBadRow: 'skip' });
    const two = await openDataset(csv('two.csv'), { ...small, onBadRow: 'skip' });
    expect(one.skipped).toMatchObject({ count: 2, kinds: { malformed: 2 } });
    expect(one.take(1).concat(one.shuffle()).skipped).toBe(one.skipped);
    expect(one.concat(two).skipped).toMatchObject({ count: 3, kinds: { malformed: 3 } });
    expect(one.concat(two).skipped.items.map(({ source }) => source.split('/').at(-1))).toEqual([
      ...['one.csv', 'one.csv', 'two.csv'],
    ]);
    expect(summarize(one.selectSplit('train')).skipped.count).toBe(2);
    expect(describeSkipped(one.skipped)).toBe('2 malformed rows or images');
    expect(describeSkipped(people().skipped)).toBe('');
  });
});
