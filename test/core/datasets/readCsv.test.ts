import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Dataset, type DatasetProgress, EXPRESSIONS, openDataset, SPLITS } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { createRows, type CsvSample, inChunks, toBytes, toOfficialCsv, USAGES } from './support/csvText';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 4, height: 4 };
const rows = createRows(21, 16);
const csv = toOfficialCsv(rows);

function expectRows(dataset: Dataset, expected: readonly CsvSample[]): void {
  expect(dataset.size).toBe(expected.length);
  expected.forEach(({ emotion, split, pixels }, k) => {
    expect(dataset.label(k)).toBe(EXPRESSIONS[emotion]);
    expect(dataset.splitOf(k)).toBe(SPLITS[split]);
    expect([...dataset.image(k).pixels]).toEqual(pixels);
  });
}

describe('FER2013 from wherever its bytes come', () => {
  it('reads 48 x 48 faces from a path by default, and names the dataset after the file', async () => {
    const faces = createRows(30, 48 * 48);
    await writeFile(folder.path('fer2013.csv'), toOfficialCsv(faces));
    const dataset = await openDataset(folder.path('fer2013.csv'));
    expectRows(dataset, faces);
    expect(dataset).toMatchObject({ name: 'fer2013', width: 48, height: 48, labels: EXPRESSIONS });
    expect([...dataset.rows]).toEqual(faces.map((_, row) => row));
    expect(dataset.skipped).toEqual({ count: 0, kinds: {}, items: [] });
  });

  it('reads gzip whatever the file is called', async () => {
    await writeFile(folder.path('fer2013.csv'), gzipSync(csv));
    expectRows(await openDataset(folder.path('fer2013.csv'), small), rows);
  });

  it('reads bytes, blobs, files and streams', async () => {
    const bytes = toBytes(csv);
    expectRows(await openDataset(bytes, small), rows);
    expectRows(await openDataset(new Blob([gzipSync(csv)]), small), rows);
    expectRows(await openDataset(new Blob([csv]).stream(), small), rows);
    const file = new File([csv], 'icml_face_data.csv');
    expect((await openDataset(file, small)).name).toBe('icml_face_data');
  });

  it('reads a URL', async () => {
    const server = createServer((_, response) => response.end(gzipSync(csv)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      expectRows(await openDataset(`http://127.0.0.1:${port}/fer2013.csv.gz?v=1`, small), rows);
    } finally {
      server.close();
    }
  });

  it.each([1, 2, 3, 7, 64, 1000])('finds the same rows in chunks of %i bytes', async (size) => {
    expectRows(await openDataset(inChunks(toBytes(csv), size), small), rows);
    expectRows(await openDataset(inChunks(gzipSync(csv), size), small), rows);
  });

  it('tells how far it is', async () => {
    const told: DatasetProgress[] = [];
    const bytes = toBytes(csv);
    await openDataset(new Blob([csv]), { ...small, onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ bytes: bytes.length, totalBytes: bytes.length, rows: rows.length });
    await openDataset(inChunks(bytes, 1000), { ...small, onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toStrictEqual({ bytes: bytes.length, rows: rows.length });
  });

  it('stops with the reason of the signal, and closes the source', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield toBytes('emotion,pixels,Usage\n');
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield toBytes(`${csv.split('\n')[1]!}\n`);
        }
      } finally {
        closed = true;
      }
    }
    setTimeout(() => controller.abort(reason), 20);
    await expect(openDataset(endless(), { ...small, signal: controller.signal })).rejects.toBe(reason);
    await expect.poll(() => closed).toBe(true);
  });

  it('lets a signal fire while it parses bytes that are all in memory', async () => {
    const line = csv.split('\n')[1]!;
    const bytes = toBytes(`emotion,pixels,Usage\n${`${line}\n`.repeat(600_000)}`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await expect(openDataset(bytes, { ...small, signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('FER2013 in its variants', () => {
  const variants: Readonly<Record<string, string>> = {
    "Kaggle's icml_face_data.csv": [
      'emotion, Usage, pixels',
      ...rows.map(({ emotion, split, pixels }) => `${emotion},${USAGES[split]!},${pixels.join(' ')}`),
    ].join('\n'),
    'padded fields, any order': [
      ' pixels , emotion , Usage ',
      ...rows.map(({ emotion, split, pixels }) => ` ${pixels.join('  ')} , ${emotion} , ${USAGES[split]!} `),
    ].join('\n'),
    'quotes around everything': [
      '"emotion","pixels","Usage"',
      ...rows.map(({ emotion, split, pixels }) => `"${emotion}","${pixels.join(' ')}","${USAGES[split]!}"`),
    ].join('\r\n'),
    'quotes around the pixels': [
      'emotion,pixels,Usage',
      ...rows.map(({ emotion, split, pixels }) => `${emotion},"${pixels.join(' ')}",${USAGES[split]!}`),
    ].join('\n'),
    'a byte order mark and CRLF': `\ufeff${csv.replaceAll('\n', '\r\n')}`,
    'blank lines, and none at the end': csv.trimEnd().replaceAll('\n', '\n\n'),
    'other columns': [
      'id,emotion,pixels,Usage,comment',
      ...rows.map(
        ({ emotion, split, pixels }, k) => `${k},${emotion},${pixels.join(' ')},${USAGES[split]!},"a, ""quoted"" word"`,
      ),
    ].join('\n'),
    'labels and splits by other names': [
      'label,pixels,split',
      ...rows.map(({ emotion, split, pixels }) => `${EXPRESSIONS[emotion]!},${pixels.join(' ')},${SPLITS[split]!}`),
    ].join('\n'),
    'leading zeros': csv.replaceAll(/\b(\d)\b(?=[ \d])/g, '00$1'),
  };
  it.each(Object.entries(variants))('reads %s', async (_, text) => {
    expectRows(await openDataset(toBytes(text), small), rows);
  });

  it('reads numbers under the names of other labels', async () => {
    const dataset = await openDataset(toBytes('emotion,pixels\n1,1 2 3 4\n0,5 6 7 8\n'), {
      width: 2,
      height: 2,
      labels: ['calm', 'excited'],
    });
    expect([dataset.label(0), dataset.label(1)]).toEqual(['excited', 'calm']);
  });

  const opened = async (words: readonly string[], labels: 'auto' | string[]): Promise<number[]> => {
    const lines = words.map((word) => `${word},1 2 3 4`);
    const options = { width: 2, height: 2, labels };
    return [...(await openDataset(toBytes(['emotion,pixels', ...lines, ''].join('\n')), options)).labelIndices];
  };

  it('reads labels by number, by name and by the usual other words', async () => {
    const words = ['3', ' 3 ', '"3"', '03', '003', 'happy', 'Happiness', ' "HAPPY" '];
    expect(await opened(words, 'auto')).toEqual(words.map(() => 3));
    expect(await opened(['calm', '1', 'excited'], ['calm', 'excited'])).toEqual([0, 1, 1]);
  });

  it('reads a row of many pixels', async () => {
    const text = `emotion,pixels\n3,${Array(40_000).fill(255).join(' ')}\n`;
    const dataset = await openDataset(toBytes(text), { width: 200, height: 200 });
    expect(dataset.pixels.every((pixel) => pixel === 255)).toBe(true);
  });

  it('takes nothing of a line before into a shorter one', async () => {
    const text = 'emotion,pixels,note\n3,1 2 3 4,"xx"\n3,1 2 3 4,"x"\n3,1 2 3 4,\n    \n \n';
    const dataset = await openDataset(inChunks(toBytes(text), 1), { width: 2, height: 2 });
    expect(dataset.size).toBe(3);
  });

  it('reads more labels than there are digits', async () => {
    const labels = Array.from({ length: 12 }, (_, k) => (k === 5 ? '3d' : `kind${k}`));
    expect(await opened(['3d'], labels)).toEqual([5]);
    expect(await opened(['0', '9', '10', '11', 'kind10'], labels)).toEqual([0, 9, 10, 11, 10]);
    for (const word of ['12', '0011', 'kind12']) {
      const error = await catchError('DATASET_MALFORMED', () => opened([word], labels));
      expect(error.details).toMatchObject({ line: 2, column: 'emotion', received: `"${word}"` });
    }
  });
});

describe("Kaggle's files of one split each", () => {
  const toKaggle = (samples: readonly CsvSample[], labeled: boolean): string =>
    [
      labeled ? 'emotion,pixels' : 'pixels',
      ...samples.map(({ emotion, pixels }) => (labeled ? `${emotion},"${pixels.join(' ')}"` : pixels.join(' '))),
    ].join('\n');
  const train = toBytes(toKaggle(rows.slice(0, 14), true));
  const test = toBytes(toKaggle(rows.slice(14), false));

  it('takes a file without Usage as training data', async () => {
    const dataset = await openDataset(train, small);
    expect(dataset.selectSplit('train').size).toBe(14);
  });

  it('puts each file into the split that it is given for', async () => {
    const dataset = await openDataset({ train, test: toBytes(toKaggle(rows.slice(14), true)) }, small);
    expect([dataset.selectSplit('train').size, dataset.selectSplit('test').size]).toEqual([14, 7]);
    expect([...dataset.selectSplit('test').image(0).pixels]).toEqual(rows[14]!.pixels);
  });

  it('says how to go on where the test file has no labels', async () => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ train, test }, small));
    expect(error.details).toMatchObject({ line: 1, column: 'emotion', received: 'the columns pixels' });
    expect(error.message).toMatch(/icml_face_data\.csv.*testLabels.*"skip".*\{ label \}/);
    const split = toBytes('pixels,Usage\n1 2 3 4,Training\n');
    expect((await catchError('DATASET_MALFORMED', () => openDataset(split))).details).toMatchObject({
      expected: 'a column of labels',
      received: 'the columns pixels, Usage',
    });
  });

  it('leaves the unlabeled file out, gives it a label, or takes labels from another file', async () => {
    const skipped = await openDataset({ train, test }, { ...small, unlabeled: 'skip' });
    expect(skipped.size).toBe(14);
    expect(skipped.skipped).toEqual({
      count: 7,
      kinds: { unlabeled: 7 },
      items: [{ kind: 'unlabeled', source: 'bytes', reason: '"bytes" has no labels.' }],
    });
    const given = await openDataset({ train, test }, { ...small, unlabeled: { label: 'neutral' } });
    expect(given.selectSplit('test').labelCounts).toEqual([0, 0, 0, 0, 0, 0, 7]);
    const joy = { ...small, unlabeled: { label: 'joy' } };
    const unknown = await catchError('OPTION_INVALID', () => openDataset({ train, test }, joy));
    expect(unknown.details.option).toBe('unlabeled');
    const testLabels = toBytes(
      `emotion\n${rows
        .slice(14)
        .map(({ emotion }) => emotion)
        .join('\n')}\n`,
    );
    const labeled = await openDataset({ train, test, testLabels }, small);
    expect(labeled.selectSplit('test').labelCounts).toEqual([1, 1, 1, 1, 1, 1, 1]);
    const tooFew = { train, test, testLabels: toBytes('1\n2\n') };
    const error = await catchError('DATASET_MALFORMED', () => openDataset(tooFew, small));
    expect(error.details).toMatchObject({ expected: '2 rows, as many as there are labels', received: '7 rows' });
  });

  it('gives rows the labels that stand in another file, also where rows of their own file are left out', async () => {
    const labeled = toBytes('emotion,pixels\n0,1 1 1 1\n0,bad\n0,3 3 3 3\n');
    const testLabels = toBytes('4\n5\n6\n');
    const options = { width: 2, height: 2, onBadRow: 'skip' } as const;
    const dataset = await openDataset({ test: labeled, testLabels }, options);
    expect([...dataset.labelIndices]).toEqual([4, 6]);
    expect([dataset.image(1).pixels[0], dataset.skipped.count]).toEqual([3, 1]);
  });

  it('counts no blank line for a row that is left out', async () => {
    const blank = toBytes('pixels\n1 2 3 4\n\n \t\n5 6 7 8\n');
    const pair = { train: toBytes('emotion,pixels\n3,1 2 3 4\n'), test: blank };
    const dataset = await openDataset(pair, { width: 2, height: 2, unlabeled: 'skip' });
    expect([dataset.size, dataset.skipped.count]).toEqual([1, 2]);
  });

  it('opens the folder that holds them, and prefers the file that has all', async () => {
    await mkdir(folder.path('kaggle', 'fer2013'), { recursive: true });
    await writeFile(folder.path('kaggle', 'train.csv'), train);
    await writeFile(folder.path('kaggle', 'test.csv'), test);
    const pair = await openDataset(folder.path('kaggle'), { ...small, unlabeled: { label: 'sad' } });
    expect(pair).toMatchObject({ name: 'kaggle', size: 21 });
    expect(pair.selectSplit('test').size).toBe(7);
    await writeFile(folder.path('kaggle', 'fer2013', 'fer2013.csv'), csv);
    expectRows(await openDataset(folder.path('kaggle'), small), rows);
  });
});
