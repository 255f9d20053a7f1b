import { describe, expect, it } from 'vitest';
import { type Dataset, openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { inChunks, toBytes } from './support/csvText';
import { npy, npyFile } from './support/npy';

const small = { width: 2, height: 2 };
const bytes = Uint8Array.of(0, 1, 127, 255, 3, 5, 7, 9);
const images = npy('|u1', [2, 2, 2, 1], bytes);
const labels = npy('|u1', [2], Uint8Array.of(6, 0));
const shorts = npy('<u2', [2, 2, 2], new Uint16Array(8));

/** The file with other first bytes. */
const starting = (...start: readonly number[]): Uint8Array => Uint8Array.of(...start, ...images.subarray(start.length));
/** A header that says what is given, and the elements of the images. */
const header = (text: string, version = 1): Uint8Array => npyFile(text, bytes, version);
const openImages = (array: Uint8Array): Promise<Dataset> => openDataset({ images: array, labels }, small);

describe('a file that is no NumPy array', () => {
  const noArray = 'a NumPy .npy file';
  const noHeader = 'a NumPy header';

  it.each<readonly [string, Uint8Array, string, string]>([
    ['is empty', new Uint8Array(0), noArray, 'an empty file'],
    ['is an archive', Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(30)), noArray, 'a ZIP archive'],
    ['is a text', toBytes('emotion,pixels'), noArray, '"emotion,pixels"'],
    ['is a text that starts as archives do', toBytes('Pixels'), noArray, '"Pixels"'],
    ['is a text that goes on as archives do', toBytes('OK'), noArray, '"OK"'],
    ['has another first byte', starting(0x92), noArray, expect.stringContaining('NUMPY') as string],
    ['has another name', starting(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x58), noArray, expect.any(String) as string],
    ['ends before its header', images.subarray(0, 9), noArray, expect.stringContaining('NUMPY') as string],
    ['ends where its header starts', npyFile('{}', new Uint8Array(0)), noHeader, '"{}"'],
    ['is of no version', npy('|u1', [2, 2, 2], bytes, { version: 0 }), expect.any(String) as string, 'version 0'],
    [
      'is of a version to come',
      npy('|u1', [2, 2, 2], bytes, { version: 9 }),
      expect.any(String) as string,
      'version 9',
    ],
    ['has no shape', header("{'descr': '|u1', 'fortran_order': False}"), noHeader, expect.any(String) as string],
    ['has no order', header("{'descr': '|u1', 'shape': (2, 2, 2)}"), noHeader, expect.any(String) as string],
  ])('and %s', async (_, array, expected, received) => {
    const error = await catchError('DATASET_MALFORMED', () => openImages(array));
    expect(error.details).toMatchObject({ source: 'bytes', expected, received });
  });

  it('is said to be an archive only where it is one', async () => {
    const zip = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(30));
    expect((await catchError('DATASET_MALFORMED', () => openImages(zip))).details.next).toContain('savez');
    expect((await catchError('DATASET_MALFORMED', () => openImages(toBytes('text')))).details.next).toBeUndefined();
  });

  it('is not read on for a header of gigabytes', async () => {
    const endless = header('', 2);
    new DataView(endless.buffer, endless.byteOffset).setUint32(8, 2 ** 31, true);
    const error = await catchError('DATASET_MALFORMED', () => openImages(endless));
    expect(error.details).toMatchObject({ expected: noHeader, received: 'one of 2147483660 bytes' });
  });

  it('though a header of a megabyte is none', async () => {
    const text = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2)}".padEnd((1 << 20) - 12);
    expect([...(await openImages(header(text, 2))).pixels]).toEqual([...bytes]);
  });

  it('is closed again', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(toBytes('text '.repeat(1000)));
      } finally {
        closed = true;
      }
    }
    await catchError('DATASET_MALFORMED', () => openDataset({ images: source(), labels }, small));
    expect(closed).toBe(true);
  });
});

describe('an array that cannot be images', () => {
  it.each<readonly [string, Uint8Array, RegExp]>([
    ['truncated', images.subarray(0, -1), /received 7\. .*truncated/],
    ['truncated within an element', shorts.subarray(0, -1), /received 7\. .*truncated/],
    ['too long', Buffer.concat([images, Buffer.of(1)]), /expected 8 elements, received more of them/],
    ['too long by less than an element', Buffer.concat([shorts, Buffer.of(1)]), /received more of them/],
    ['of two channels', npy('|u1', [2, 2, 1, 2], new Uint8Array(8)), /received one of 2 x 2 x 1 x 2/],
    ['of five axes', npy('|u1', [2, 2, 2, 1, 1], bytes), /received one of 2 x 2 x 2 x 1 x 1/],
    ['of rows that are no squares', npy('|u1', [2, 5], new Uint8Array(10)), /received one of 2 x 5/],
    ['of no images', npy('|u1', [0, 2, 2], new Uint8Array(0)), /received one of 0 x 2 x 2/],
    ['of images without height', npy('|u1', [2, 0, 2], new Uint8Array(0)), /received one of 2 x 0 x 2/],
    ['of images without width', npy('|u1', [2, 2, 0], new Uint8Array(0)), /received one of 2 x 2 x 0/],
    ['one number', npy('|u1', [], Uint8Array.of(1)), /received one of no axes/],
    ['in Fortran order', npy('|u1', [2, 2, 2], bytes, { order: 'True' }), /ascontiguousarray/],
    ['of objects', npy('|O', [2, 2, 2], bytes), /numbers of a type among .*, received "O"/],
    ['of complex numbers', npy('<c8', [2, 2, 2], new Float64Array(8)), /received "c8"/],
    [
      'of records',
      header("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2, 2, 2)}"),
      /received records or objects/,
    ],
    ['of more images than memory', npy('|u1', [2e9, 48, 48], bytes), /received 8\. .*truncated/],
    ['of more images than a number can tell', npy('|u1', [2 ** 53, 2, 2], bytes), /a shape of whole numbers/],
    [
      'of sides without a comma',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (2 9, 2, 2,)}"),
      /a shape of whole numbers, received "\(2 9, 2, 2,\)"/,
    ],
  ])('is refused where it is %s', async (_, array, message) => {
    const error = await catchError('DATASET_MALFORMED', () => openImages(array));
    expect(error.message).toMatch(message);
  });

  const eight = [0, 1, 2, 3, 4, 5, 6, 7];
  const with5 = (value: number): number[] => eight.with(5, value);
  const longs = (value: bigint): bigint[] => eight.map(BigInt).with(5, value);
  it.each<readonly [string, Uint8Array, string]>([
    ['a value over 255', npy('<i4', [2, 2, 2], Int32Array.from(with5(256))), '256'],
    [
      'one that is not over 255 in its lower half',
      npy('<i8', [2, 2, 2], BigInt64Array.from(longs(2n ** 32n + 5n))),
      '4294967301',
    ],
    ['a short without a sign', npy('<u2', [2, 2, 2], Uint16Array.from(with5(65535))), '65535'],
    ['a whole number without a sign', npy('<u4', [2, 2, 2], Uint32Array.from(with5(2 ** 32 - 1))), '4294967295'],
    ['a long without a sign', npy('<u8', [2, 2, 2], BigUint64Array.from(longs(2n ** 63n))), '9223372036854776000'],
    ['a value that rounds to 256', npy('<f4', [2, 2, 2], Float32Array.from(with5(255.5))), '255.5'],
    ['a value that does not round to 0', npy('<f4', [2, 2, 2], Float32Array.from(with5(-0.5))), '-0.5'],
    ['a negative byte', npy('|i1', [2, 2, 2], Int8Array.from(with5(-1))), '-1'],
    ['a negative short', npy('<i2', [2, 2, 2], Int16Array.from(with5(-1))), '-1'],
    ['a negative whole number', npy('<i4', [2, 2, 2], Int32Array.from(with5(-1))), '-1'],
    ['a negative long', npy('<i8', [2, 2, 2], BigInt64Array.from(longs(-1n))), '-1'],
    ['not a number', npy('<f8', [2, 2, 2], Float64Array.from(with5(NaN))), 'NaN'],
  ])('is refused with the place of %s', async (_, array, received) => {
    for (const source of [array, inChunks(array, 3)]) {
      const error = await catchError('DATASET_MALFORMED', () => openDataset({ images: source, labels }, small));
      expect(error.details).toMatchObject({
        source: expect.any(String) as string,
        column: 'image 1',
        expected: 'pixels from 0 to 255, or floats from 0 to 1',
        received,
      });
    }
  });
});

describe('an array that cannot be labels', () => {
  const shape = 'an array of 2 labels, or 2 x labels';
  const shares = 'probabilities that sum to 1';
  const number = 'a label number from 0';

  it.each<readonly [string, Uint8Array, object]>([
    ['three of them', npy('|u1', [3], Uint8Array.of(1, 0, 6)), { expected: shape, received: 'one of 3' }],
    ['three axes', npy('|u1', [2, 1, 1], Uint8Array.of(1, 0)), { expected: shape, received: 'one of 2 x 1 x 1' }],
    ['no axes', npy('|u1', [], Uint8Array.of(1)), { expected: shape, received: 'one of no axes' }],
    [
      'more labels than a byte can number',
      npy('|u1', [2, 257], new Uint8Array(514)),
      { expected: shape, received: 'one of 2 x 257' },
    ],
    ['a negative number', npy('<i4', [2], Int32Array.of(6, -1)), { column: 'row 1', expected: number, received: '-1' }],
    ['a fraction', npy('<f4', [2], Float32Array.of(0.5, 6)), { column: 'row 0', expected: number, received: '0.5' }],
    [
      'a number over a byte',
      npy('<i4', [2], Int32Array.of(6, 256)),
      { column: 'row 1', expected: number, received: '256' },
    ],
    [
      'shares of less than 1',
      npy('<f4', [2, 7], new Float32Array(14)),
      { column: 'row 0', expected: shares, received: '[0, 0, 0, 0, 0, 0, 0]' },
    ],
    [
      'negative shares',
      npy('<f4', [2, 7], Float32Array.of(1, 0, 0, 0, 0, 0, 0, -0.5, 1.5, 0, 0, 0, 0, 0)),
      { column: 'row 1', expected: shares, received: '[-0.5, 1.5, 0, 0, 0, 0, 0]' },
    ],
  ])('is refused: %s', async (_, array, details) => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ images, labels: array }, small));
    expect(error.details).toMatchObject({ source: 'bytes', ...details });
  });

  it.each([2, 3])('is refused where it has label %i of two', async (label) => {
    const array = npy('|u1', [2], Uint8Array.of(0, label));
    const open = (): Promise<Dataset> => openDataset({ images, labels: array }, { ...small, labels: ['a', 'b'] });
    const error = await catchError('DATASET_MALFORMED', open);
    expect(error.details).toMatchObject({ column: 'row 1', expected: 'a label number below 2', received: `${label}` });
  });
});

describe('an array that cannot be splits', () => {
  it.each<readonly [string, Uint8Array, object]>([
    ['three of them', npy('|u1', [3], new Uint8Array(3)), { expected: 'an array of 2 numbers', received: 'one of 3' }],
    [
      'two axes',
      npy('|u1', [2, 1], new Uint8Array(2)),
      { expected: 'an array of 2 numbers', received: 'one of 2 x 1' },
    ],
    [
      'a number of no split',
      npy('|u1', [2], Uint8Array.of(2, 3)),
      { column: 'row 1', expected: 'a split number: 0 train, 1 validation, 2 test', received: '3' },
    ],
  ])('is refused: %s', async (_, splits, details) => {
    const error = await catchError('DATASET_MALFORMED', () => openDataset({ images, labels, splits }, small));
    expect(error.details).toMatchObject({ source: 'bytes', ...details });
  });
});
