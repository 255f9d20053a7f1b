import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset, type Problem } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { createRows, inChunks, toBytes, toOfficialCsv } from './support/csvText';

const small = { width: 2, height: 2 };
const HEADER = 'emotion,pixels,Usage';
const GOOD = '3,1 20 255 0,Training';

type Expected = Partial<Problem> & { readonly line?: number; readonly column?: string | number };

const third: Readonly<Record<string, readonly [row: string, expected: Expected]>> = {
  'too few pixels': ['3,1 20 255,Training', { column: 'pixels', expected: '4 pixels', received: '3 pixels' }],
  'too many pixels': ['3,1 20 255 0 7,Training', { column: 'pixels', expected: '4 pixels', received: '5 pixels' }],
  'no pixels': ['3,,Training', { column: 'pixels', expected: '4 pixels', received: '0 pixels' }],
  'a pixel of 256': [
    '3,1 256 255 0,Training',
    { column: 'pixels', expected: 'a whole number from 0 to 255 as pixel 2 of 4', received: '"256"' },
  ],
  'a pixel of many digits': [
    '3,1 20 99999999999999999999 0,Training',
    { column: 'pixels', received: '"99999999999999999999"' },
  ],
  'a negative pixel': ['3,1 20 -3 0,Training', { column: 'pixels', received: '"-3"' }],
  'a fraction': ['3,1 20 0.5 0,Training', { column: 'pixels', received: '"0.5"' }],
  'text for a pixel': ['3,1 20 dark 0,Training', { column: 'pixels', received: '"dark"' }],
  'text after a pixel': ['3,1 20 255 0x,Training', { column: 'pixels', received: '"0x"' }],
  'a label of 7': [
    '7,1 20 255 0,Training',
    {
      column: 'emotion',
      expected: "a whole number from 0 to 6, or a label's name (angry, disgust, fear, happy, sad, surprise, neutral)",
      received: '"7"',
    },
  ],
  'a label that is no number': ['furious,1 20 255 0,Training', { column: 'emotion', received: '"furious"' }],
  'no label': [',1 20 255 0,Training', { column: 'emotion', received: '""' }],
  'a negative label': ['-1,1 20 255 0,Training', { column: 'emotion', received: '"-1"' }],
  'an unknown Usage': [
    '3,1 20 255 0,Holdout',
    {
      column: 'Usage',
      expected: 'Training, PublicTest or PrivateTest (or train, validation, test)',
      received: '"Holdout"',
    },
  ],
  'a missing column': ['3,1 20 255 0', { column: 'Usage', expected: '3 columns', received: '2' }],
  'a column too many': [
    '3,1 20 255 0,Training,1',
    { column: 4, expected: '3 columns', received: 'more of them: ",1"' },
  ],
  'a label of four digits': ['0003,1 20 255 0,Training', { column: 'emotion', received: '"0003"' }],
  'another separator': ['3,1 20 255 0;Training', { column: 'pixels', received: '"0;Training"' }],
  'a quote that does not close': ['3,"1 20 255 0,Training', { column: 'pixels', received: '"0,Training"' }],
  'a quote that does not close around the label': [
    '"3,1 20 255 0,Training',
    { column: 'emotion', received: '"3,1 20 255 0,Training"' },
  ],
  'a quote that does not close around the last word': [
    '3,1 20 255 0,"Training',
    { column: 'Usage', expected: 'a closing quote', received: 'the end of the line' },
  ],
  'text after a quote': [
    '3,"1 20 255 0"1,Training',
    { column: 'pixels', expected: 'a comma after the closing quote', received: '"1,Training"' },
  ],
};

describe('a malformed row', () => {
  it.each(Object.entries(third))('is found by line and column: %s', async (_, [row, expected]) => {
    const text = [HEADER, GOOD, row, GOOD, ''].join('\n');
    for (const source of [toBytes(text), inChunks(toBytes(text), 5), toBytes(text.replaceAll('\n', '\r\n'))]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
      expect(error.details).toMatchObject({ line: 3, ...expected });
      expect(error.message).toContain(`line 3, column ${JSON.stringify(expected.column)}`);
      // Advice about a file that ends too early.
      expect(error.details.next ?? '').not.toContain('fetch it again');
    }
  });

  it.each(Object.entries(third))('is skipped and counted where that is wanted: %s', async (_, [row]) => {
    const text = [HEADER, GOOD, row, '0,9 8 7 6,PrivateTest'].join('\n');
    const dataset = await openDataset(toBytes(text), { ...small, onBadRow: 'skip' });
    expect(dataset.skipped.count).toBe(1);
    expect(dataset.skipped.items[0]!.reason).toContain('line 3');
    // Row numbers stay those of the file.
    expect([...dataset.rows]).toEqual([0, 2]);
    expect([...dataset.image(1).pixels]).toEqual([9, 8, 7, 6]);
    expect(dataset.splitOf(1)).toBe('test');
  });

  it('is quoted shortened', async () => {
    const text = `${HEADER}\n3,1 2 ${'x'.repeat(5000)} 4,Training\n`;
    const { message } = await catchError('DATASET_MALFORMED', () => openDataset(toBytes(text), small));
    expect(message).toContain(`"${'x'.repeat(40)}…"`);
    expect(message.length).toBeLessThan(300);
  });

  it('keeps the first reasons only', async () => {
    const bad = Array.from({ length: 50 }, () => '9,1 2 3 4,Training');
    const dataset = await openDataset(toBytes([HEADER, ...bad, GOOD].join('\n')), { ...small, onBadRow: 'skip' });
    expect(dataset.skipped.count).toBe(50);
    expect(dataset.skipped.items).toHaveLength(50);
    expect(dataset.skipped.items[4]!.reason).toContain('line 6');
  });

  it('is not skipped where most rows are bad, for then the file is something else', async () => {
    const bad = Array.from({ length: 3000 }, () => 'x');
    const source = toBytes([HEADER, GOOD, ...bad].join('\n'));
    await catchError('DATASET_MALFORMED', () => openDataset(source, { ...small, onBadRow: 'skip' }));
  });

  it('leaves an empty dataset where there is no other', async () => {
    const source = toBytes(`${HEADER}\n9,1 2 3 4,Training\n`);
    const error = await catchError('DATASET_EMPTY', () => openDataset(source, { ...small, onBadRow: 'skip' }));
    expect(error.message).toContain('column "emotion"');
    await catchError('DATASET_EMPTY', () => openDataset(toBytes(HEADER), small));
  });
});

describe('a damaged file', () => {
  it.each([
    ['in the pixels', `${HEADER}\n${GOOD}\n3,1 20`, 'pixels'],
    ['before the last column', `${HEADER}\n${GOOD}\n3,1 20 255 0`, 'Usage'],
    ['in the last column', `${HEADER}\n${GOOD}\n3,1 20 255 0,Train`, 'Usage'],
  ])('is truncated %s', async (_, text, column) => {
    const details = text.endsWith('Train') ? `${text}i` : text;
    const error = await catchError('DATASET_MALFORMED', () => openDataset(toBytes(details), small));
    expect(error.details).toMatchObject({ line: 3, column });
    expect(error.message).toContain('fetch it again');
  });

  it('is not said to be truncated where it is bad before its last column', async () => {
    const text = `${HEADER}\n${GOOD}\n3,1 20 x 0,Training`;
    const error = await catchError('DATASET_MALFORMED', () => openDataset(toBytes(text), small));
    expect(error.details).toMatchObject({ line: 3, column: 'pixels', received: '"x"' });
    expect(error.details.next).toBeUndefined();
  });

  it('is truncated or broken gzip, even where bad rows are skipped', async () => {
    const zipped = gzipSync(toOfficialCsv(createRows(400, 4)));
    for (const bytes of [zipped.subarray(0, -20), zipped.subarray(0, zipped.length / 2), zipped.subarray(0, 5)]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset(bytes, { ...small, onBadRow: 'skip' }));
      expect(error.details).toMatchObject({ expected: 'a whole gzip file' });
    }
    const broken = new Uint8Array(zipped);
    broken.fill(0xff, 100, 160);
    await catchError('DATASET_MALFORMED', () => openDataset(broken, small));
  });

  it('is UTF-16', async () => {
    const text = [HEADER, GOOD].join('\n');
    const little = new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
    const marked = Uint8Array.of(0xff, 0xfe, ...little);
    const big = Uint8Array.from(little, (_, k) => little[k ^ 1]!);
    for (const bytes of [marked, little, big, Uint8Array.of(0xfe, 0xff, ...big)]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset(bytes, small));
      expect(error.details).toMatchObject({ line: 1, expected: 'CSV text in UTF-8', received: 'UTF-16' });
    }
  });

  it('is empty', async () => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset(new Uint8Array(0), small));
    expect(error.details.received).toBe('an empty file');
    await catchError('DATASET_MALFORMED', () => openDataset(gzipSync(''), small));
  });

  it('is an archive', async () => {
    const zip = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(600));
    expect((await catchError('DATASET_MALFORMED', () => openDataset(zip, small))).message).toContain('ZIP archive');
    const tar = new Uint8Array(1024).map((_, k) => (k < 7 ? 65 : 'ustar'.charCodeAt(k - 257) || 0));
    expect((await catchError('DATASET_MALFORMED', () => openDataset(gzipSync(tar), small))).message).toContain(
      'tar archive',
    );
  });

  it('has no header, and rows of an unknown kind', async () => {
    const text = `1,${GOOD}\n2,${GOOD}\n`;
    const error = await catchError('DATASET_MALFORMED', () => openDataset(toBytes(text), small));
    expect(error.details).toMatchObject({ line: 1, next: 'Put the line "emotion,pixels,Usage" before the first row.' });
    await catchError('DATASET_MALFORMED', () => openDataset(toBytes('emotion,pixels,pixels\n'), small));
  });
});

describe('a line of 1 GB', () => {
  const chunk = new Uint8Array(1 << 20).fill(49);
  async function* file(before: string, after: string): AsyncGenerator<Uint8Array> {
    yield toBytes(before);
    for (let count = 0; count < 1024; count++) yield await Promise.resolve(chunk);
    yield toBytes(after);
  }

  it('is refused at once', async () => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset(file(`${HEADER}\n${GOOD}\n`, ''), small));
    expect(error.details).toMatchObject({ line: 3 });
    expect(error.message).toMatch(/expected a row of at most \d+ bytes, received a longer line, which starts "1{40}…"/);
    const header = await catchError('DATASET_MALFORMED', () => openDataset(file('', ''), small));
    expect(header.details).toMatchObject({ line: 1, expected: 'a header line' });
    const skipping = { ...small, onBadRow: 'skip' } as const;
    const skipped = await catchError('DATASET_MALFORMED', () => openDataset(file('', ''), skipping));
    expect(skipped.details).toMatchObject({ line: 1, expected: 'a header line' });
  });

  it('is skipped without being kept in memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    try {
      const source = file(`${HEADER}\n${GOOD}\n`, `\n${GOOD}\n`);
      const dataset = await openDataset(source, { ...small, onBadRow: 'skip' });
      expect([...dataset.rows]).toEqual([0, 2]);
      expect(dataset.skipped.count).toBe(1);
    } finally {
      clearInterval(watch);
    }
    expect(most - before).toBeLessThan(50e6);
  });
});
