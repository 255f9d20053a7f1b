import { describe, expect, it } from 'vitest';
import { type Dataset, EXPRESSIONS, openDataset, type OpenDatasetOptions } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { createRows, inChunks, toBytes, toOfficialCsv } from './support/csvText';

const small = { width: 2, height: 2 };
const EIGHT = [...EXPRESSIONS, 'contempt'];

const open = (text: string, options: OpenDatasetOptions = {}): Promise<Dataset> =>
  openDataset(toBytes(text), { ...small, ...options });
const toText = (dataset: Dataset): string[] =>
  Array.from({ length: dataset.size }, (_, k) =>
    [dataset.label(k), dataset.splitOf(k), ...dataset.image(k).pixels].join(' '),
  );

const rows = createRows(9, 4);
const official = toOfficialCsv(rows);
const PARTS = official.trimEnd().split('\n');

describe('a CSV as spreadsheets and scripts save it', () => {
  const withSeparator = (separator: string): string => official.replaceAll(',', separator);
  const variants: Readonly<Record<string, string>> = {
    semicolons: withSeparator(';'),
    tabs: withSeparator('\t'),
    bars: withSeparator('|'),
    'padded semicolons': withSeparator(' ; '),
    'tabs and quotes': PARTS.map((line) =>
      line
        .split(',')
        .map((cell) => `"${cell}"`)
        .join('\t'),
    ).join('\r\n'),
    'the separator in a line of its own': `sep=;\r\n${withSeparator(';')}`,
    'carriage returns alone': official.replaceAll('\n', '\r'),
    'carriage returns alone, none at the end': official.trimEnd().replaceAll('\n', '\r'),
    'a byte order mark, semicolons and carriage returns': `\ufeff${withSeparator(';').replaceAll('\n', '\r')}`,
    'no header': PARTS.slice(1).join('\n'),
    'no header, a byte order mark and CRLF': `\ufeff${PARTS.slice(1).join('\r\n')}`,
    'no header and carriage returns alone': PARTS.slice(1).join('\r'),
    'no header, columns in another order': PARTS.slice(1)
      .map((line) => line.split(',').toReversed().join(','))
      .join('\n'),
    'other names and capitals': official.replace('emotion,pixels,Usage', ' EMOTIONS , Pixel , SUBSET '),
    'names for numbers': official.replaceAll(/^\d(?=,)/gm, (digit) => EXPRESSIONS[Number(digit)]!.toUpperCase()),
    'numbers with a fraction of zero': official.replaceAll(/^\d(?=,)/gm, '$&.0'),
  };

  it.each(Object.entries(variants))('is read: %s', async (_, text) => {
    const expected = toText(await open(official));
    expect(toText(await open(text))).toEqual(expected);
    for (const size of [1, 2, 3, 7]) {
      expect(toText(await openDataset(inChunks(toBytes(text), size), small))).toEqual(expected);
    }
  });

  it.each([
    ['p0', (k: number) => `p${k}`, ','],
    ['pixel_1', (k: number) => `pixel_${k + 1}`, ';'],
    ['px0', (k: number) => `px${k}`, '\t'],
  ])('is read with a column for each pixel: %s', async (_, nameOf, separator) => {
    const header = ['emotion', ...[0, 1, 2, 3].map(nameOf), 'Usage'];
    const cells = PARTS.slice(1).map((line) => line.replaceAll(' ', ',').split(','));
    const text = [header, ...cells].map((row) => row.join(separator)).join('\n');
    const expected = toText(await open(official));
    expect(toText(await open(text))).toEqual(expected);
    expect(toText(await openDataset(inChunks(toBytes(text), 3), small))).toEqual(expected);
    const short = await catchError('DATASET_MALFORMED', () => open(text.replace(/^(\d.\d+.)\d+/m, '$1')));
    expect(short.message).toContain('line 2');
  });

  it('with a column for each pixel tells another size', async () => {
    const names = Array.from({ length: 64 }, (_, k) => `pixel${k}`);
    const error = await catchError('DATASET_MALFORMED', () => open(`label,${names.join()}\n`));
    expect(error.message).toContain('expected 4 columns of pixels, received 64, from "pixel0" to "pixel63"');
    expect(error.details.next).toBe('For images of another size set "width" and "height" to 8.');
  });

  it('may have empty cells at the end of rows', async () => {
    expect(toText(await open(official.replaceAll(/^(\d.*)$/gm, '$1,, ')))).toEqual(toText(await open(official)));
  });

  it.each([
    ['3,0.1 0.2 0.3 0.4', 'Save pixels as whole numbers'],
    ['3,"[1, 2, 3, 4]"', 'Separate the pixels by blanks'],
    [`3,${'1 '.repeat(2304)}`, 'set "width" and "height" to 48'],
  ])('tells the next step for pixels: %#', async (row, next) => {
    const error = await catchError('DATASET_MALFORMED', () => open(`emotion,pixels\n${row}\n`));
    expect(error.details.next).toContain(next);
  });

  it('keeps its line numbers in errors with carriage returns alone', async () => {
    const text = 'emotion,pixels\r3,1 2 3 4\r3,1 2 x 4\r';
    for (const size of [1, 15, 1000]) {
      const source = inChunks(toBytes(text), size);
      const { details } = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
      expect(details).toMatchObject({ line: 3, column: 'pixels' });
    }
    const pairs = inChunks(toBytes(text.replaceAll('\r', '\r\n')), 15);
    expect((await catchError('DATASET_MALFORMED', () => openDataset(pairs, small))).details.line).toBe(3);
  });

  it('tells the separator after a quote', async () => {
    const { details } = await catchError('DATASET_MALFORMED', () => open('emotion;pixels;Usage\n3;"1 2 3 4"x;train\n'));
    expect(details.expected).toBe('a semicolon after the closing quote');
  });

  it.each([
    ['[{"emotion": 3, "pixels": "1 2 3 4"}]', 'JSON', 'Save the rows as CSV'],
    ['{"emotion": {"0": 3}}', 'JSON', 'emotion, pixels and Usage'],
    ['<!DOCTYPE html><html><body>Sign in</body></html>', 'a web page', 'login'],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n',
      'a pointer of Git LFS instead of the file',
      'git lfs pull',
    ],
  ])('is told from another text: %s', async (text, received, next) => {
    const { details } = await catchError('DATASET_MALFORMED', () => open(text));
    expect(details).toMatchObject({ line: 1, received });
    expect(details.next).toContain(next);
  });

  it.each([
    ['emotion,pixels,Usge', 'Usage'],
    ['emotion,pixels,useage', 'Usage'],
    ['emotoin,pixels,Usage', 'emotion'],
  ])('tells a misspelt column, whose cells would be ignored: %s', async (header, meant) => {
    const error = await catchError('DATASET_MALFORMED', () => open(official.replace('emotion,pixels,Usage', header)));
    expect(error.details.next).toMatch(`Did you mean "${meant}"?`);
  });

  it('may have other columns', async () => {
    const text = 'emotion,pixels,age,image,stage,id\n3,1 2 3 4,20,a.png,2,7\n';
    expect(toText(await open(text))).toEqual(['happy train 1 2 3 4']);
  });

  it('is told from a list of image files', async () => {
    const { details } = await catchError('DATASET_MALFORMED', () => open('path,label\nhappy/1.png,3\n'));
    expect(details.next).toContain('"labelFile"');
  });
});

describe("a file of CK+48's eight labels", () => {
  const line = (label: string | number): string => `${label},1 2 3 4,Training`;
  const csv = (labels: readonly (string | number)[]): string =>
    ['emotion,pixels,Usage', ...labels.map(line)].join('\n');

  it('has contempt as its eighth where all eight occur', async () => {
    const dataset = await open(csv([7, 0, 1, 2, 3, 4, 5, 6, 7]));
    expect(dataset.labels).toEqual(EIGHT);
    expect([...dataset.labelIndices]).toEqual([7, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('has contempt where its name says CK+, or a row says the word', async () => {
    for (const name of ['ckextended.csv', 'CK+48.csv', 'my_ck.csv', 'Cohn-Kanade.csv']) {
      const file = new File([csv([3, 7])], name);
      expect((await openDataset(file, small)).label(1)).toBe('contempt');
    }
    const dataset = await open(csv([3, 'Contempt', 7]));
    expect([...dataset.labelIndices]).toEqual([3, 7, 7]);
  });

  it('is not a file of seven labels with a wrong number, which is told or skipped', async () => {
    const few = csv([3, 7, 4]);
    const error = await catchError('DATASET_MALFORMED', () => open(few));
    expect(error.details).toMatchObject({ line: 3, column: 'emotion', received: '"7"' });
    expect(error.details.next).toContain(
      'in the option "labels": angry, disgust, fear, happy, sad, surprise, neutral, contempt.',
    );
    const skipped = await open(few, { onBadRow: 'skip' });
    expect([skipped.labels, [...skipped.rows], skipped.skipped.count]).toEqual([EXPRESSIONS, [0, 2], 1]);
    const many = csv([7, ...Array.from({ length: 700 }, (_, k) => k % 7)]);
    expect((await catchError('DATASET_MALFORMED', () => open(many))).details.line).toBe(2);
  });

  it('is read under the names that the call gives', async () => {
    const labels = ['anger', 'disgust', 'fear', 'happiness', 'sadness', 'surprise', 'neutral', 'contempt'];
    const dataset = await open(csv([0, 'happy', 7, 'ANGRY']), { labels });
    expect(Array.from({ length: 4 }, (_, k) => dataset.label(k))).toEqual(['anger', 'happiness', 'contempt', 'anger']);
  });

  it('may lack contempt in one of its files', async () => {
    const dataset = await openDataset(
      { train: toBytes(csv([0, 1, 2, 3, 4, 5, 6, 7])), test: toBytes(csv([3, 4])) },
      small,
    );
    expect([dataset.labels, dataset.selectSplit('test').labelCounts[3]]).toEqual([EIGHT, 1]);
  });
});

describe('a label', () => {
  const read = async (word: string, labels: readonly string[]): Promise<string> =>
    (await open(`emotion,pixels\n${word},1 2 3 4\n`, { labels })).label(0);

  it('is found by its exact name before another case, and that before synonyms', async () => {
    expect(await read('angry', ['anger', 'angry'])).toBe('angry');
    expect(await read('anger', ['angry', 'anger'])).toBe('anger');
    expect(await read('happy', ['Happy', 'happy'])).toBe('happy');
    expect(await read('HAPPY', ['happiness', 'Happy'])).toBe('Happy');
    expect(await read('sad', ['anger', 'Sadness'])).toBe('Sadness');
    expect(await read('1', ['1', '2', '3'])).toBe('1');
  });

  it('is translated by itself, whatever stands beside it', async () => {
    const labels = ['angry', 'sad', 'bored'];
    expect(await read('Anger', labels)).toBe('angry');
    expect(await read('sadness', labels)).toBe('sad');
    expect(await read('Bored', labels)).toBe('bored');
  });

  it('that is none is told with those there are, and the option that names others', async () => {
    const { details } = await catchError('DATASET_MALFORMED', () => open('emotion,pixels\n9,1 2 3 4\n'));
    expect(details.expected).toContain('0 to 6');
    expect(details.expected).toContain('angry, disgust, fear, happy, sad, surprise, neutral');
    expect(details.next).toContain('"labels"');
  });
});
