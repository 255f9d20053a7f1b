import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';

/**
 * Writes a dataset as NumPy arrays into a folder, which is made where it is missing: `images.npy` (n x height x width x
 * 1, bytes), `labels.npy` (n label numbers, or n x labels distributions as floats), `splits.npy` (0 train, 1 validation,
 * 2 test) and `dataset.json` (its name, the labels' and splits' names). `openDataset` reads the folder back.
 *
 * @throws STORAGE_FAILED
 *
 * @example
 * ```ts
 * await writeNpyDataset(fer.merge('disgust', 'angry'), 'fer-six');
 * // Python: images = numpy.load('fer-six/images.npy')
 * ```
 */
export async function writeNpyDataset(
  dataset: DatasetColumns,
  folder: string,
  { signal }: Abortable = {},
): Promise<void> {
  const { name, labels, width, height, rows, labelIndices, splitIndices, softLabels } = dataset;
  const size = rows.length;
  const targets =
    softLabels === undefined
      ? { data: labelIndices, shape: [size] }
      : { data: softLabels, shape: [size, labels.length] };
  const names = { name, labels, splits: SPLITS };
  // One array at a time, so that no more than one stands twice in memory; the names last, for they make it complete.
  const files: readonly (readonly [string, () => Uint8Array])[] = [
    [npyFiles.images, () => encodeNpy({ data: gatherImages(dataset), shape: [size, height, width, 1] })],
    [npyFiles.labels, () => encodeNpy(targets)],
    [npyFiles.splits, () => encodeNpy({ data: splitIndices, shape: [size] })],
    [npyFiles.names, () => new TextEncoder().encode(`${JSON.stringify(names, null, 2)}\n`)],
  ];
  for (const [file, encode] of files) {
    signal?.throwIfAborted();
    await platform.writeFile(`${folder}/${file}`, encode());
  }
}

function gatherImages({ pixels, rows, width, height }: DatasetColumns): Uint8Array {
  const imageSize = width * height;
  const gathered = new Uint8Array(rows.length * imageSize);
  rows.forEach((row, k) => gathered.set(pixels.subarray(row * imageSize, (row + 1) * imageSize), k * imageSize));
  return gathered;
}

/** What {@link encodeNpy} writes. */
interface NpyArray {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}

/** The header's length with what precedes it is a multiple of this, so that the elements can be mapped into memory. */
const ALIGNMENT = 64;

/** Composes an `.npy` file, version 1.0 of the format, in C order. */
function encodeNpy({ data, shape }: NpyArray): Uint8Array {
  const descr = data instanceof Uint8Array ? '|u1' : '<f4';
  const sides = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

/** The files of a folder that holds a dataset as NumPy arrays. */
export const npyFiles = {
  images: 'images.npy',
  labels: 'labels.npy',
  splits: 'splits.npy',
  /** What arrays cannot say: the names. */
  names: 'dataset.json',
} as const;
