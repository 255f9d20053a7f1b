import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../packages/core/src/datasets/Dataset';
import { writeNpyDataset } from '../../../packages/core/src/datasets/npy/writeNpyDataset';
import { openDataset } from '../../../packages/core/src/datasets/openDataset';
import { createSyntheticFaces } from '../../../packages/core/src/datasets/synthetic/createSyntheticFaces';
import { EXPRESSIONS } from '../../../packages/core/src/labels';
import { catchError } from './support/catchError';
import { changeColumns } from './support/createSamples';
import { inChunks } from './support/csvText';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

/** A file as NumPy writes it; `order` and `version` as its header may have them. */
function npy(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  { version = 1, order = 'False' } = {},
): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sides}), }`.padEnd(117);
  const lengthBytes = version === 1 ? 2 : 4;
  const header = Buffer.alloc(8 + lengthBytes);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  header.writeUIntLE(118, 8, lengthBytes);
  return Buffer.concat([header, Buffer.from(`${text}\n`), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** The file with a piece of its header changed. */
const replaceText = (array: Uint8Array, piece: string, other: string): Uint8Array =>
  Buffer.from(Buffer.from(array).toString('latin1').replace(piece, other), 'latin1');

const values = [0, 1, 127, 255, 3, 5, 7, 9];
const images = npy('|u1', [2, 2, 2, 1], Uint8Array.from(values));
const labels = npy('|u1', [2], Uint8Array.of(6, 0));

describe('images out of NumPy arrays', () => {
  const big = new DataView(new ArrayBuffer(32));
  values.forEach((value, k) => big.setFloat32(4 * k, value, false));
  const arrays: Readonly<Record<string, Uint8Array>> = {
    bytes: images,
    'bytes without a channel axis': npy('|u1', [2, 2, 2], Uint8Array.from(values)),
    'bytes with the channel first': npy('|u1', [2, 1, 2, 2], Uint8Array.from(values)),
    'rows of pixels': npy('|u1', [2, 4], Uint8Array.from(values)),
    'format 2.0': npy('|u1', [2, 2, 2], Uint8Array.from(values), { version: 2 }),
    'format 3.0': npy('|u1', [2, 2, 2], Uint8Array.from(values), { version: 3 }),
    i4: npy('<i4', [2, 2, 2], Int32Array.from(values)),
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

  it.each([
    ['a value over 255', npy('<i4', [2, 2, 2], Int32Array.of(0, 1, 2, 3, 4, 256, 6, 7)), '256'],
    ['a negative value', npy('<f4', [2, 2, 2], Float32Array.of(0, 1, 2, 3, 4, -9, 6, 7)), '-9'],
    ['not a number', npy('<f8', [2, 2, 2], Float64Array.of(0, 1, 2, 3, 4, NaN, 6, 7)), 'NaN'],
  ])('are refused with their place: %s', async (_, array, received) => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ images: array, labels }, small));
    expect(error.details).toMatchObject({ column: 'image 1', received });
  });

  it.each([
    ['truncated', images.subarray(0, -1), /received 7\. .*truncated/],
    ['too long', Buffer.concat([images, Buffer.of(1)]), /received more of them/],
    ['cut off in the header', images.subarray(0, 40), /NumPy header|elements/],
    ['of three channels', npy('|u1', [2, 2, 1, 3], new Uint8Array(12)), /received one of 2 x 2 x 1 x 3/],
    ['in Fortran order', npy('|u1', [2, 2, 2], Uint8Array.from(values), { order: 'True' }), /ascontiguousarray/],
    ['of objects', npy('|O', [2, 2, 2], Uint8Array.from(values)), /numbers of a type/],
    ['of complex numbers', npy('<c8', [2, 2, 2], new Float64Array(8)), /"c8"/],
    ['an archive', Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(30)), /savez/],
    ['empty', new Uint8Array(0), /an empty file/],
    ['of more images than memory', npy('|u1', [2e9, 48, 48], Uint8Array.from(values)), /received 8\. .*truncated/],
    ['of more images than a number can tell', npy('|u1', [2 ** 53, 2, 2], Uint8Array.from(values)), /a shape of whole/],
    ['of sides without a comma', replaceText(images, '2, 2, 2, 1', '2 9, 2, 2,'), /a shape of whole numbers/],
    ['of a version to come', npy('|u1', [2, 2, 2], Uint8Array.from(values), { version: 9 }), /received version 9/],
  ])('are refused where the file is %s', async (_, array, message) => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ images: array, labels }, small));
    expect(error.message).toMatch(message);
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
    await catchError('OPTION_INVALID', () => open(npy('|u1', [2, 2], Uint8Array.of(1, 0, 0, 1)), ['a']));
  });

  it('are refused where they are none', async () => {
    const wrong = [
      npy('|u1', [3], Uint8Array.of(1, 0, 6)),
      npy('<i4', [2], Int32Array.of(-1, 6)),
      npy('<f4', [2], Float32Array.of(0.5, 6)),
      npy('<f4', [2, 7], new Float32Array(14)),
    ];
    for (const array of wrong) await catchError('DATASET_MALFORMED', () => open(array));
    await catchError('DATASET_MALFORMED', () => open(npy('|u1', [2], Uint8Array.of(3, 0)), ['a', 'b']));
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
    const faces = createSyntheticFaces({ count: 28, size: 12 }).merge('disgust', 'angry').shuffle(1);
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

  it('says that a lone array is half of a pair', async () => {
    await mkdir(folder.path('half'));
    await writeFile(folder.path('half', 'images.npy'), images);
    for (const source of [folder.path('half'), folder.path('half', 'images.npy')]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
      expect(error.details.next).toContain('{ images: "x.npy", labels: "y.npy" }');
    }
  });
});
