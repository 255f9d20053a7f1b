import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Dataset, openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { toBytes } from './support/csvText';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

/** A file with one row, by whose pixels it can be told. */
const one = (pixel: number): string => `emotion,pixels\n3,${Array(4).fill(pixel).join(' ')}\n`;

const write = (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => folder.write('faces', files);

const toldBy = (dataset: Dataset): string[] =>
  Array.from({ length: dataset.size }, (_, k) => `${dataset.splitOf(k)} ${dataset.image(k).pixels[0]!}`);

describe('a folder of CSV files', () => {
  it.each<readonly [string, Readonly<Record<string, string | Uint8Array>>, string, readonly string[]]>([
    [
      'the official file before others',
      { 'train.csv': one(1), 'icml_face_data.csv': one(2), 'fer2013.csv': one(3) },
      'fer2013',
      ['train 3'],
    ],
    [
      "Kaggle's file before those of one split",
      { 'train.csv': one(1), 'icml_face_data.csv': one(2) },
      'icml_face_data',
      ['train 2'],
    ],
    ['packed, in capitals', { 'FER2013.CSV.GZ': gzipSync(one(4)), 'a.csv': one(1) }, 'FER2013', ['train 4']],
    [
      'a file for each split, however packed',
      { 'test.csv': one(3), 'train.csv.gz': gzipSync(one(1)), 'validation.csv': one(2), 'notes.csv': one(9) },
      'faces',
      ['train 1', 'validation 2', 'test 3'],
    ],
    [
      'a file for each split, under other names',
      { 'testing.csv': one(3), 'Training.csv': one(1), 'val.csv': one(2) },
      'faces',
      ['train 1', 'validation 2', 'test 3'],
    ],
    ['training data alone', { 'train.csv': one(1), 'fer2013.gz.csv': one(2) }, 'train', ['train 1']],
    [
      'what lies nearest to the top',
      { 'a/b/train.csv': one(1), 'a-long-name/train.csv': one(2), 'a/b/c/test.csv': one(3) },
      'faces',
      ['train 2', 'test 3'],
    ],
    ['the only one, whatever it is called', { 'deep/mine.csv': one(5), 'mine.csv.bak': one(6) }, 'mine', ['train 5']],
  ])('is read: %s', async (_, files, name, told) => {
    const dataset = await openDataset(await write(files), small);
    expect(toldBy(dataset)).toEqual(told);
    expect(dataset.name).toBe(name);
  });

  it.each([
    ['mine.csv', 'yours.csv'],
    ['test.csv', 'validation.csv'],
  ])('is refused where nobody can know which to read: %s and %s', async (first, second) => {
    const source = await write({ [first]: one(1), [second]: one(2) });
    const { details } = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
    expect(details.expected).toContain('fer2013.csv, icml_face_data.csv or train.csv');
    expect(details.received).toBe(`${first}, ${second}`);
  });

  it('is one of images where there are images beside a list', async () => {
    const png = encodePng({ pixels: new Uint8Array(4), ...small });
    const dataset = await openDataset(await write({ 'list.csv': one(1), 'happy/1.png': png, 'sad/1.png': png }), small);
    expect(dataset.labels).toEqual(['happy', 'sad']);
  });
});

describe('a header', () => {
  it.each(['EMOTION,Pixels', ' " emotion " , "pixels"', 'label,pixels'])('is understood: %s', async (header) => {
    const dataset = await openDataset(toBytes(`${header}\n3,1 2 3 4\n`), small);
    expect([dataset.label(0), ...dataset.pixels]).toEqual(['happy', 1, 2, 3, 4]);
  });

  it.each(['constructor', 'toString', 'note,note'])('may name other columns: %s', async (others) => {
    const cells = others.split(',').map(() => 'x');
    const text = `${others},emotion,pixels\n${cells.join(',')},3,1 2 3 4\n`;
    expect([...(await openDataset(toBytes(text), small)).pixels]).toEqual([1, 2, 3, 4]);
  });

  const columns = 'a header line with the columns "emotion", "pixels" and, where there are splits, "Usage"';
  const put = 'Put the line "emotion,pixels,Usage" before the first row.';
  it.each<readonly [string, string, string | undefined]>([
    ['emotion,Usage', columns, undefined],
    ['3,1 2 3,Training', columns, put],
    ['1,3,1 2 3 4', columns, put],
    [' 3 ,1 2 3 4,happy', columns, put],
    ['3 faces,1 2 3 4', columns, undefined],
    ['x 3,1 2 3 4', columns, undefined],
    ['3', columns, undefined],
    ['emotion,pix"els"', columns, undefined],
    ['emotion,"pix"els', columns, undefined],
    ['emotion,label,pixels', 'each column once', undefined],
    ['pixels,emotion,pixels', 'each column once', undefined],
    ['Usage,split,pixels', 'each column once', undefined],
  ])('is refused: %s', async (header, expected, next) => {
    const text = `${header}\n3,1 2 3 4,Training\n`;
    const { details } = await catchError('DATASET_MALFORMED', () => openDataset(toBytes(text), small));
    expect(details).toMatchObject({ source: 'bytes', line: 1, expected, received: JSON.stringify(header) });
    expect(details.next).toBe(next);
  });
});

describe('a file that is no CSV', () => {
  const text = 'CSV text in UTF-8';
  const tar = new Uint8Array(600).fill(32);
  tar.set(toBytes('ustar'), 257);
  it.each<readonly [string, Uint8Array, string, string]>([
    [
      'an Excel workbook',
      toBytes('PK\x03\x04....[Content_Types].xml'),
      'an Excel workbook',
      'Save it as CSV in UTF-8.',
    ],
    [
      'a PNG image',
      encodePng({ pixels: new Uint8Array(4), ...small }),
      'a PNG image',
      'Open the folder of the images.',
    ],
    ...[
      ['an HDF5 file', [0x89, 0x48, 0x44, 0x46]],
      ['a MATLAB file', [...toBytes('MATLAB 5.0 MAT-file')]],
      ['a pickle of Python', [0x80, 4, 0x95]],
    ].map(
      ([name, bytes]) =>
        [
          name as string,
          Uint8Array.from(bytes as number[]),
          name as string,
          'Save its arrays with numpy.savez(file, images=images, labels=labels).',
        ] as const,
    ),
    ['a tar archive', tar, 'a tar archive', 'Unpack it first.'],
    ['UTF-16', Uint8Array.of(0x33, 0, 0x2c, 0), 'UTF-16', 'Save the file as UTF-8.'],
    ['UTF-16, the other way round', Uint8Array.of(0, 0x33, 0, 0x2c), 'UTF-16', 'Save the file as UTF-8.'],
    ['UTF-16 by its mark', Uint8Array.of(0xff, 0xfe), 'UTF-16', 'Save the file as UTF-8.'],
    ['UTF-16 by its other mark', Uint8Array.of(0xfe, 0xff), 'UTF-16', 'Save the file as UTF-8.'],
    ['zeros', Uint8Array.of(0, 0, 0x33, 0x33), 'binary data: "\\u0000\\u000033"', 'Check that it is the right file.'],
    ['few bytes', Uint8Array.of(0x33, 0, 0x33), 'binary data: "3\\u00003"', 'Check that it is the right file.'],
    ['bytes', Uint8Array.of(0x33, 0x33, 0x33, 0), 'binary data: "333\\u0000"', 'Check that it is the right file.'],
  ])('is told by its first bytes: %s', async (_, bytes, received, next) => {
    const { details } = await catchError('DATASET_MALFORMED', () => openDataset(bytes, small));
    expect(details).toMatchObject({ source: 'bytes', line: 1, expected: text, received, next });
  });

  it.each([
    ['half of a mark', Uint8Array.of(0xff, 0x41)],
    ['the other half', Uint8Array.of(0x41, 0xfe)],
    ['half of the other mark', Uint8Array.of(0xfe, 0x41)],
    ['its other half', Uint8Array.of(0x41, 0xff)],
    ['a P where archives have one', Uint8Array.of(0x50, 0x41, 3)],
    ['a K where archives have one', Uint8Array.of(0x41, 0x4b, 3)],
  ])('is not taken for another: %s', async (_, bytes) => {
    const { details } = await catchError('DATASET_MALFORMED', () => openDataset(bytes, small));
    expect(details.expected).not.toBe(text);
  });

  it('is not taken for an archive because its first column is called so', async () => {
    const dataset = await openDataset(toBytes('PK,emotion,pixels\n1,3,1 2 3 4\n'), small);
    expect(dataset.label(0)).toBe('happy');
  });
});
