import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createSyntheticFaces, type Dataset, EXPRESSIONS, openDataset, writeNpyDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { changeColumns } from './support/createSamples';
import { inChunks } from './support/csvText';
import { npy, npyFile } from './support/npy';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

const values = [0, 1, 127, 255, 3, 5, 7, 9];
const images = npy('|u1', [2, 2, 2, 1], Uint8Array.from(values));
const labels = npy('|u1', [2], Uint8Array.of(6, 0));

describe('images out of NumPy arrays', () => {
  const big = new DataView(new ArrayBuffer(32));
  values.forEach((value, k) => big.setFloat32(4 * k, value, false));
  const swapped = new DataView(new ArrayBuffer(16));
  values.forEach((value, k) => swapped.setUint16(2 * k, value, false));
  const arrays: Readonly<Record<string, Uint8Array>> = {
    bytes: images,
    'bytes without a channel axis': npy('|u1', [2, 2, 2], Uint8Array.from(values)),
    'bytes with the channel first': npy('|u1', [2, 1, 2, 2], Uint8Array.from(values)),
    'rows of pixels': npy('|u1', [2, 4], Uint8Array.from(values)),
    'format 2.0': npy('|u1', [2, 2, 2], Uint8Array.from(values), { version: 2 }),
    'format 3.0': npy('|u1', [2, 2, 2], Uint8Array.from(values), { version: 3 }),
    'a header without blanks and byte order': npyFile(
      "{'descr':'u1','fortran_order':False,'shape':(2,2,2)}",
      Uint8Array.from(values),
    ),
    'a header with all the blanks that Python allows': npyFile(
      "{ 'descr' : '|u1' , 'fortran_order' : False , 'shape' : ( 2 , 2 , 2 ) }",
      Uint8Array.from(values),
    ),
    u2: npy('<u2', [2, 2, 2], Uint16Array.from(values)),
    i2: npy('<i2', [2, 2, 2], Int16Array.from(values)),
    u4: npy('<u4', [2, 2, 2], Uint32Array.from(values)),
    i4: npy('<i4', [2, 2, 2], Int32Array.from(values)),
    u8: npy('<u8', [2, 2, 2], BigUint64Array.from(values, BigInt)),
    i8: npy('<i8', [2, 2, 2], BigInt64Array.from(values, BigInt)),
    'f4 up to 255': npy('<f4', [2, 2, 2], Float32Array.from(values)),
    'f8 up to 255': npy('<f8', [2, 2, 2], Float64Array.from(values)),
    'f4 up to 1': npy(
      '<f4',
      [2, 2, 2],
      Float32Array.from(values, (value) => value / 255),
    ),
    'f8 up to 1': npy(
      '<f8',
      [2, 2, 2],
      Float64Array.from(values, (value) => value / 255),
    ),
    'big-endian f4': npy('>f4', [2, 2, 2], big),
    'big-endian u2': npy('>u2', [2, 2, 2], swapped),
  };
  it.each(Object.entries(arrays))('are read from %s', async (_, array) => {
    for (const source of [array, inChunks(array, 3)]) {
      const dataset = await openDataset({ images: source, labels: npy('|u1', [2], Uint8Array.of(6, 0)) }, small);
      expect([...dataset.pixels]).toEqual(values);
      expect([dataset.label(0), dataset.label(1)]).toEqual(['neutral', 'angry']);
    }
  });

  it('are resized', async () => {
    const array = npy('|u1', [2, 3, 5], new Uint8Array(30).fill(7));
    const dataset = await openDataset({ images: array, labels });
    expect([dataset.width, dataset.size, dataset.pixels.length]).toEqual([48, 2, 2 * 48 * 48]);
    expect(new Set(dataset.pixels)).toEqual(new Set([7]));
  });

  // Each half of an image is of one value, and so is what becomes of it.
  it.each([
    ['as wide, but higher', [2, 4, 2], [1, 1, 1, 1, 5, 5, 5, 5], [1, 1, 5, 5]],
    ['as high, but wider', [2, 2, 4], [1, 1, 5, 5, 1, 1, 5, 5], [1, 5, 1, 5]],
    ['of one row', [2, 1, 4], [1, 1, 5, 5], [1, 5, 1, 5]],
  ])('are resized one by one: %s', async (_, shape, first, resized) => {
    const tenfold = (pixels: readonly number[]): number[] => pixels.map((pixel) => 10 * pixel);
    const array = npy('|u1', shape, Uint8Array.of(...first, ...tenfold(first)));
    const dataset = await openDataset({ images: array, labels }, small);
    expect([...dataset.pixels]).toEqual([...resized, ...tenfold(resized)]);
  });

  it.each<readonly [string, string, ArrayBufferView, readonly number[]]>([
    ['whole numbers are grays, not shares of white', '|u1', Uint8Array.of(0, 1, 2, 0), [0, 1, 2, 0]],
    ['truths are black and white', '|b1', Uint8Array.of(0, 1, 1, 0), [0, 255, 255, 0]],
    ['and signed bytes', '|i1', Int8Array.of(0, 1, 127, 0), [0, 1, 127, 0]],
    ['a share may be a little over white', '<f8', Float64Array.of(0, 0.5, 1, 1 + 1e-4), [0, 128, 255, 255]],
    ['a larger number shows that all are grays', '<f8', Float64Array.of(0.6, 0.2, 1, 1.2), [1, 0, 1, 1]],
    ['grays are rounded', '<f4', Float32Array.of(255.4, -0.4, 1.4, 1.6), [255, 0, 1, 2]],
  ])('%s', async (_, descr, data, pixels) => {
    const array = npy(descr, [1, 2, 2], data);
    const dataset = await openDataset({ images: array, labels: npy('|u1', [1], Uint8Array.of(6)) }, small);
    expect([...dataset.pixels]).toEqual(pixels);
  });

  it('of the integers 0 and 1 alone are refused, because they would be black', async () => {
    const array = npy('|u1', [1, 2, 2], Uint8Array.of(0, 1, 1, 0));
    const pair = { images: array, labels: npy('|u1', [1], Uint8Array.of(6)) };
    const error = await catchError('DATASET_MALFORMED', () => openDataset(pair, small));
    expect(error.message).toContain('received 0 and 1 only');
    expect(error.details.next).toContain('array.astype(numpy.float32)');
  });

  it('may come to more than the memory that is taken at first, from a stream whose length nobody knows', async () => {
    const count = 7400;
    const data = new Uint8Array(count * 48 * 48).fill(9);
    const source = inChunks(npy('|u1', [count, 48, 48], data), 1 << 20);
    const dataset = await openDataset({ images: source, labels: npy('|u1', [count], new Uint8Array(count).fill(6)) });
    expect(dataset.size).toBe(count);
    expect(Buffer.compare(dataset.pixels, data)).toBe(0);
  });

  it('tell how far they are read', async () => {
    const told: unknown[] = [];
    const onProgress = (progress: unknown): number => told.push(progress);
    const faces = npy('|u1', [2, 48, 48], new Uint8Array(2 * 2304));
    await openDataset({ images: inChunks(faces, 128 + 2304), labels }, { onProgress });
    expect(told).toStrictEqual([
      { bytes: 128 + 2304, rows: 1, totalRows: 2 },
      { bytes: 128 + 2 * 2304, rows: 2, totalRows: 2 },
    ]);
    told.length = 0;
    await openDataset({ images: faces, labels }, { onProgress });
    expect(told).toStrictEqual([{ bytes: faces.length, totalBytes: faces.length, rows: 2, totalRows: 2 }]);
  });
});

describe('labels out of NumPy arrays', () => {
  const open = (array: Uint8Array, names: 'auto' | string[] = 'auto'): Promise<Dataset> =>
    openDataset({ images, labels: array }, { ...small, labels: names });

  it("are numbers or one-hot rows, as the seed's 28709 x 6", async () => {
    const six = ['angry', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    expect([...(await open(npy('<i8', [2, 1], BigInt64Array.of(5n, 2n)), six)).labelIndices]).toEqual([5, 2]);
    const hot = await open(npy('<f8', [2, 6], Float64Array.of(0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0)), six);
    expect([...hot.labelIndices]).toEqual([5, 2]);
    expect(hot.softLabels).toBeUndefined();
  });

  it('are distributions', async () => {
    const soft = await open(npy('<f4', [2, 2], Float32Array.of(0.25, 0.75, 1, 0)), ['a', 'b']);
    expect([...soft.labelIndices]).toEqual([1, 0]);
    expect([...soft.softLabels!]).toEqual([0.25, 0.75, 1, 0]);
  });

  it('need names where they are not seven', async () => {
    const error = await catchError('OPTION_INVALID', () => open(npy('|u1', [2], Uint8Array.of(1, 0))));
    expect(error.details).toMatchObject({
      option: 'labels',
      expected: "the names of the array's 2 labels, in their order",
    });
    const few = await catchError('OPTION_INVALID', () => open(npy('|u1', [2, 2], Uint8Array.of(1, 0, 0, 1)), ['a']));
    expect(few.details).toMatchObject({
      option: 'labels',
      expected: '2 names, one for each column',
      received: '["a"]',
    });
  });

  it('may be as many as a byte can number', async () => {
    const names = Array.from({ length: 256 }, (_, k) => `label ${k}`);
    expect([...(await open(npy('|u1', [2], Uint8Array.of(255, 0)), names)).labelIndices]).toEqual([255, 0]);
    const hot = new Uint8Array(512);
    hot[255] = hot[256] = 1;
    expect([...(await open(npy('|u1', [2, 256], hot), names)).labelIndices]).toEqual([255, 0]);
  });

  it('go into the split that the pair is given for', async () => {
    const dataset = await openDataset({ train: { images, labels }, test: { images, labels } }, small);
    expect([...dataset.splitIndices]).toEqual([0, 0, 2, 2]);
    const splits = npy('|u1', [2], Uint8Array.of(1, 2));
    expect([...(await openDataset({ images, labels, splits }, small)).splitIndices]).toEqual([1, 2]);
  });
});

describe('writing NumPy arrays', () => {
  it('gives the same dataset back', async () => {
    const faces = createSyntheticFaces({ count: 28, size: 12 }).merge('disgust', 'angry').shuffle({ seed: 1 });
    await writeNpyDataset(faces, folder.path('out'));
    const again = await openDataset(folder.path('out'), { width: 12, height: 12 });
    expect(again).toMatchObject({ name: 'synthetic-faces', labels: faces.labels });
    expect([...again.labelIndices]).toEqual([...faces.labelIndices]);
    expect([...again.splitIndices]).toEqual([...faces.splitIndices]);
    for (let k = 0; k < faces.size; k++) expect(again.image(k)).toEqual(faces.image(k));
  });

  it('keeps soft labels', async () => {
    const faces = createSyntheticFaces({ count: 3, size: 8 });
    const softLabels = Float32Array.from({ length: 21 }, (_, k) => (k % 7 === 0 ? 0.5 : k % 7 === 1 ? 0.5 : 0));
    await writeNpyDataset(changeColumns(faces, { softLabels }), folder.path('soft'));
    const again = await openDataset(folder.path('soft'), { width: 8, height: 8 });
    expect([...again.softLabels!]).toEqual([...softLabels]);
    expect(again.labels).toEqual(EXPRESSIONS);
  });

  it('writes the headers that NumPy writes', async () => {
    await writeNpyDataset(await openDataset({ images, labels }, small), folder.path('out'));
    expect(await readFile(folder.path('out', 'images.npy'))).toEqual(images);
    expect(await readFile(folder.path('out', 'labels.npy'))).toEqual(labels);
  });
});

describe('a folder of NumPy arrays', () => {
  const write = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
    await mkdir(folder.path('arrays'));
    for (const [name, content] of Object.entries(files)) await writeFile(folder.path('arrays', name), content);
    return folder.path('arrays');
  };

  it('needs neither splits nor names', async () => {
    const dataset = await openDataset(await write({ 'images.npy': images, 'labels.npy': labels }), small);
    expect([dataset.name, dataset.label(0), dataset.splitOf(0)]).toEqual(['arrays', 'neutral', 'train']);
  });

  it('is called as the options say, else as its own file says', async () => {
    const own = { name: 'own', labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] };
    const source = await write({ 'images.npy': images, 'labels.npy': labels, 'dataset.json': JSON.stringify(own) });
    expect(await openDataset(source, small)).toMatchObject(own);
    const given = { name: 'given', labels: ['t', 'u', 'v', 'w', 'x', 'y', 'z'] };
    expect(await openDataset(source, { ...small, ...given })).toMatchObject(given);
  });

  it.each([
    ['no name', '{ "labels": ["a"] }', 'no name or labels'],
    ['no list of labels', '{ "name": "x", "labels": "a" }', 'no name or labels'],
    ['a label twice', '{ "name": "x", "labels": ["a", "a"] }', expect.stringContaining('labels') as string],
    ['no JSON', 'name: x', expect.stringContaining('JSON') as string],
  ])('is refused where its own file has %s', async (_, json, received) => {
    const source = await write({ 'images.npy': images, 'labels.npy': labels, 'dataset.json': json });
    const error = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
    expect(error.details).toMatchObject({
      source: expect.stringMatching(/dataset\.json$/) as string,
      expected: '{ "name": ..., "labels": [...] }',
      received,
    });
  });

  it('says that a lone array is half of a pair', async () => {
    await mkdir(folder.path('half'));
    await writeFile(folder.path('half', 'images.npy'), images);
    for (const source of [folder.path('half'), folder.path('half', 'images.npy')]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
      expect(error.details.next).toContain('{ images: "x.npy", labels: "y.npy" }');
    }
  });
});
