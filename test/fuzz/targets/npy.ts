import { createRandom, openDataset, type Random } from '@ferkit/core/datasets';
import { inChunks } from '../../core/datasets/support/csvText';
import { checkDataset } from '../support/checkDataset';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const SIDE = 4;
const COUNT = 6;

/** The arrays of a dataset, one of them mutated. */
interface NpyInput {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly splits?: Uint8Array;
  readonly chunk: number;
}

/** An NPY file with any header. */
function npy(header: string, data: ArrayBufferView, version = 1): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const text = header.padEnd(118 - lengthBytes - 1);
  const beginning = Buffer.alloc(8 + lengthBytes);
  beginning.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  beginning.writeUIntLE(text.length + 1, 8, lengthBytes);
  const values = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from(Buffer.concat([beginning, Buffer.from(`${text}\n`), values]));
}

const dictionary = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;

const random = createRandom(5);
const grays = Array.from({ length: COUNT * SIDE * SIDE }, () => random.integer(256));
const numbers = Array.from({ length: COUNT }, (_, k) => (k === 0 ? 6 : k % 7));
const oneHot = numbers.flatMap((number) => Array.from({ length: 7 }, (_, label) => (label === number ? 1 : 0)));
const cube = `${COUNT}, ${SIDE}, ${SIDE}`;

const images = [
  npy(dictionary('|u1', `${cube}, 1`), Uint8Array.from(grays)),
  npy(dictionary('<f4', cube), Float32Array.from(grays)),
  npy(
    dictionary('<f8', cube),
    Float64Array.from(grays, (gray) => gray / 255),
    2,
  ),
  npy(dictionary('<i8', cube), BigInt64Array.from(grays, BigInt)),
  npy(dictionary('>u2', cube), new Uint16Array(Uint16Array.from(grays, (gray) => gray << 8))),
];
const labels = [
  npy(dictionary('|u1', `${COUNT},`), Uint8Array.from(numbers)),
  npy(dictionary('<i8', `${COUNT}, 1`), BigInt64Array.from(numbers, BigInt)),
  npy(dictionary('<f4', `${COUNT}, 7`), Float32Array.from(oneHot)),
  npy(
    dictionary('<f8', `${COUNT}, 7`),
    Float64Array.from(oneHot, (share) => share * 0.3 + 0.1),
  ),
];
const splits = npy(
  dictionary('|u1', `${COUNT},`),
  Uint8Array.from(numbers, (number) => number % 3),
);

const words = [
  "'fortran_order': True",
  "'fortran_order': False",
  "'descr': '>f8'",
  "'descr': '<f2'",
  "'descr': '|O'",
  "'descr': '<U8'",
  "'descr': '|b1'",
  "'descr': [('x', '<f4')]",
  "'shape': ()",
  "'shape': (0,)",
  "'shape': (99999999999, 4, 4)",
  'L',
  ', ',
];

const good = { images: images[0]!, labels: labels[0]! };
const withHeader = (header: string): NpyInput => ({ ...good, images: npy(header, Uint8Array.from(grays)), chunk: 0 });

function mutate(source: Random): NpyInput {
  const input = {
    images: choose(source, images),
    labels: choose(source, labels),
    splits,
    chunk: choose(source, [0, 1, 19]),
  };
  const damaged = choose(source, ['images', 'images', 'labels', 'splits'] as const);
  return { ...input, [damaged]: mutateBytes(source, input[damaged], { words, others: [...images, ...labels] }) };
}

async function run({ chunk, ...arrays }: NpyInput): Promise<void> {
  const sources = Object.fromEntries(
    Object.entries(arrays).map(([name, bytes]) => [name, chunk === 0 ? bytes : inChunks(bytes, chunk)]),
  ) as unknown as Pick<NpyInput, 'images' | 'labels'>;
  const dataset = await openDataset(sources, { width: SIDE, height: SIDE });
  checkDataset(dataset);
  // A file has no more images than its bytes can hold, whatever its header claims.
  claim(dataset.size <= arrays.images.length, 'there are no more images than bytes');
  for (let k = 0; k < dataset.size; k++) claim(dataset.image(k).pixels.length === SIDE * SIDE, 'images are whole');
}

/** Datasets in NPY files. */
export const openNpy = (): Promise<FuzzTarget<NpyInput>> =>
  Promise.resolve({
    seeds: images.map((array, index) => ({ images: array, labels: labels[index % 4]!, splits, chunk: index })),
    hostile: [
      {
        name: 'fortran-order',
        expected: 'DATASET_MALFORMED',
        create: () => withHeader(dictionary('|u1', cube, 'True')),
      },
      ...[
        ['two-billion-images', `2000000000, ${SIDE}, ${SIDE}`],
        ['shape-beyond-any-number', `${'9'.repeat(400)}, 4, 4`],
        ['shape-of-2-to-53', '9007199254740993, 1, 1'],
        ['no-images', '0, 4, 4'],
        ['sides-of-0', `${COUNT}, 0, 4`],
        ['a-single-L', 'L'],
        ['two-numbers-without-a-comma', '6, 4 4, 4'],
        ['negative', '-6, 4, -4'],
      ].map(([name, shape]) => ({
        name: name!,
        expected: 'DATASET_MALFORMED' as const,
        create: () => withHeader(dictionary('|u1', shape!)),
      })),
      {
        name: 'header-of-4-GiB',
        expected: 'DATASET_MALFORMED',
        create: () => {
          const array = npy(dictionary('|u1', cube), Uint8Array.from(grays), 2);
          new DataView(array.buffer).setUint32(8, 0xffffffff, true);
          return { ...good, images: array, chunk: 0 };
        },
      },
      {
        name: 'version-9',
        expected: 'DATASET_MALFORMED',
        create: () => ({ ...good, images: npy(dictionary('|u1', cube), Uint8Array.from(grays), 9), chunk: 0 }),
      },
      {
        name: 'labels-of-256-columns',
        expected: 'OPTION_INVALID',
        create: () => ({
          ...good,
          labels: npy(dictionary('|u1', `${COUNT}, 256`), new Uint8Array(COUNT * 256)),
          chunk: 0,
        }),
      },
    ],
    mutate,
    run,
    toBytes: ({ images: array, labels: numbersOf, splits: splitsOf }) =>
      Buffer.concat([array, numbersOf, splitsOf ?? new Uint8Array()]),
  });
