import { mkdir, writeFile } from 'node:fs/promises';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type Dataset, EXPRESSIONS, openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { encodePng } from './support/encodePng';
import { npy } from './support/npy';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };
const flat = (value: number): Uint8Array => encodePng({ pixels: new Uint8Array(4).fill(value), width: 2, height: 2 });
const told = (dataset: Dataset): string[] =>
  Array.from({ length: dataset.size }, (_, k) =>
    [dataset.image(k).pixels[0]!, dataset.label(k), dataset.splitOf(k)].join(' '),
  );

describe('a Parquet file', () => {
  type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number];
  const labels: Column = { name: 'label', data: [1n, 0n, 1n], type: 'INT64' };
  const images: Column = { name: 'image', data: [flat(1), flat(2), flat(3)], type: 'BYTE_ARRAY' };
  const features = {
    info: { features: { image: { _type: 'Image' }, label: { names: ['sadness', 'happy'], _type: 'ClassLabel' } } },
  };
  const notes = [{ key: 'huggingface', value: JSON.stringify(features) }];
  const write = (columnData: Column[], kvMetadata = notes): Uint8Array =>
    new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, rowGroupSize: 2 }));

  it('is read as Hugging Face exports it, a struct of bytes and path, with the names of its labels', async () => {
    const struct = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: [1, 2, 3].map((k) => ({ bytes: flat(k), path: `${k}.png` })) },
        { name: 'label', data: [1n, 0n, 1n] },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
      ],
      kvMetadata: notes,
    });
    const dataset = await openDataset(new Uint8Array(struct), small);
    expect(told(dataset)).toEqual(['1 happy train', '2 sad train', '3 happy train']);
    expect(dataset.labels).toEqual(['happy', 'sad']);
    expect(dataset.sources).toEqual(['1.png', '2.png', '3.png']);
    expect(dataset.numbering).toBe('Hugging Face: 0 sadness, 1 happy');
  });

  it('is read from a folder with a file for each split', async () => {
    await mkdir(folder.path('faces', 'data'), { recursive: true });
    for (const split of ['train', 'validation', 'test']) {
      await writeFile(folder.path('faces', 'data', `${split}-00000-of-00001.parquet`), write([images, labels]));
    }
    const dataset = await openDataset(folder.path('faces'), small);
    expect([
      dataset.size,
      dataset.name,
      dataset.selectSplit('validation').size,
      dataset.selectSplit('test').size,
    ]).toEqual([9, 'faces', 3, 3]);
    expect(
      (await openDataset(folder.path('faces', 'data', 'test-00000-of-00001.parquet'), small)).selectSplit('test').size,
    ).toBe(3);
  });

  it('is read with words for labels, and pixels as text', async () => {
    const words: Column = { name: 'emotion', data: ['happy', 'Sadness', 'happy'], type: 'STRING' };
    const pixels: Column = { name: 'pixels', data: ['1 1 1 1', '2 2 2 2', '3 3 3 3'], type: 'STRING' };
    const usage: Column = { name: 'Usage', data: ['Training', 'PublicTest', 'PrivateTest'], type: 'STRING' };
    const dataset = await openDataset(write([words, pixels, usage], []), small);
    expect(told(dataset)).toEqual(['1 happy train', '2 sad validation', '3 happy test']);
  });

  it('is read with shares of white as pixels, and with persons', async () => {
    const words: Column = { name: 'label', data: ['happy', 'sad', 'happy'], type: 'STRING' };
    const pixels: Column = { name: 'pixels', data: ['0.2 0.2 0.2 0.2', '1 1 1 0.5', '3 3 3 3'], type: 'STRING' };
    const persons: Column = { name: 'subject_id', data: ['ann', 'bo', 'ann'], type: 'STRING' };
    const dataset = await openDataset(write([words, pixels, persons], []), small);
    expect(told(dataset)).toEqual(['51 happy train', '255 sad train', '3 happy train']);
    expect([0, 1, 2].map((k) => dataset.sample(k).group)).toEqual(['ann', 'bo', 'ann']);
  });

  it('needs the names of numbers that it does not name', async () => {
    const bytes = write([images, labels], []);
    expect((await catchError('OPTION_INVALID', () => openDataset(bytes, small))).details.option).toBe('labels');
    expect(told(await openDataset(bytes, { ...small, labels: ['calm', 'wild'] }))).toEqual([
      '1 wild train',
      '2 calm train',
      '3 wild train',
    ]);
  });

  it('tells rows and columns that are bad', async () => {
    const bad = write([{ name: 'image', data: [flat(1), flat(2).slice(0, 30), flat(3)], type: 'BYTE_ARRAY' }, labels]);
    const error = await catchError('DATASET_MALFORMED', () => openDataset(bad, small));
    expect(error.message).toContain('bytes/1');
    expect(told(await openDataset(bad, { ...small, onBadRow: 'skip' }))).toEqual(['1 happy train', '3 happy train']);
    const other = write([
      { name: 'text', data: ['a'], type: 'STRING' },
      { name: 'label', data: [1n], type: 'INT64' },
    ]);
    const columns = await catchError('DATASET_MALFORMED', () => openDataset(other, small));
    expect(columns.details).toMatchObject({ expected: 'the columns image and label', received: 'text, label' });
    await catchError('DATASET_MALFORMED', () => openDataset(write([images, labels]).subarray(0, 200), small));
  });

  it('is read by the package that the call gives, and says so of another', async () => {
    const bytes = write([images, labels]);
    expect((await openDataset(bytes, { ...small, parquet: () => import('hyparquet') })).size).toBe(3);
    const other = { ...small, parquet: () => Promise.resolve({}) as never };
    const error = await catchError('OPTION_INVALID', () => openDataset(bytes, other));
    expect(error.details).toMatchObject({
      option: 'parquet',
      expected: expect.stringContaining('hyparquet') as string,
    });
  });
});

describe('an archive of NumPy arrays', () => {
  const images = (...values: number[]): Uint8Array =>
    npy('|u1', [values.length, 2, 2], Uint8Array.from(values.flatMap((value) => [value, value, value, value])));
  const labels = (...values: number[]): Uint8Array =>
    npy('<i8', [values.length], BigInt64Array.from(values.map(BigInt)));

  it.each([0, 6] as const)('is read, stored or compressed: level %i', async (level) => {
    const pair = zipSync({ 'images.npy': images(1, 2), 'labels.npy': labels(3, 6) }, { level });
    const dataset = await openDataset(new File([pair], 'fer.npz'), small);
    expect([dataset.name, ...told(dataset)]).toEqual(['fer', '1 happy train', '2 neutral train']);
  });

  it.each([
    ['x_train', 'y_train', 'x_test', 'y_test'],
    ['train_images', 'train_labels', 'test_images', 'test_labels'],
    ['X_train', 'Y_train', 'X_test', 'Y_test'],
  ])('is read with a pair for each split: %s', async (trainImages, trainLabels, testImages, testLabels) => {
    const archive = zipSync({
      [`${trainImages}.npy`]: images(1, 2),
      [`${trainLabels}.npy`]: labels(3, 6),
      [`${testImages}.npy`]: images(5),
      [`${testLabels}.npy`]: labels(6),
    });
    await mkdir(folder.path('arrays'));
    await writeFile(folder.path('arrays', 'faces.npz'), archive);
    for (const source of [folder.path('arrays'), folder.path('arrays', 'faces.npz')]) {
      const dataset = await openDataset(source, { ...small, labels: EXPRESSIONS });
      expect([dataset.name, ...told(dataset)]).toEqual(['faces', '1 happy train', '2 neutral train', '5 neutral test']);
    }
  });

  it('tells what it has instead, and where an array is bad', async () => {
    const other = zipSync({ 'weights.npy': images(1) });
    const error = await catchError('DATASET_MALFORMED', () => openDataset(other, small));
    expect(error.details.received).toBe('weights');
    const wrong = zipSync({ 'x.npy': images(1, 2), 'y.npy': labels(6, 300) });
    const bad = await catchError('DATASET_MALFORMED', () =>
      openDataset(new File([wrong as BlobPart], 'fer.npz'), small),
    );
    expect(bad.message).toContain('Cannot read row 1 of "y of fer.npz"');
    await catchError('DATASET_MALFORMED', () => openDataset(wrong.subarray(0, 100), small));
  });
});

describe('a message about an array', () => {
  it('names the row or image plainly', async () => {
    const images = npy('|u1', [2, 2, 2], new Uint8Array(8));
    const labels = new File([npy('<i4', [2], Int32Array.of(6, -1)) as BlobPart], 'labels.npy');
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ images, labels }, small));
    expect(error.message).toMatch(/^Cannot read row 1 of "labels\.npy": /);
    expect(error.details.column).toBe('row 1');
  });
});
