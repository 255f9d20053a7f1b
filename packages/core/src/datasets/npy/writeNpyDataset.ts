import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { checkOption, checkOptions, folderRule, type OptionTable, signalRule } from '../../options';
import { type DatasetColumns, datasetRule, imageSizeOf, SPLITS } from '../DatasetColumns';
import { allocatePixels } from '../PixelStore';

export const writeNpyTable: OptionTable<Abortable> = { signal: signalRule };

/**
 * Writes a dataset as NumPy arrays into a folder, which is created if missing: `images.npy` (n x height x width x 1, uint8),
 * `labels.npy` (n label numbers as uint8, or n x labels distributions as float32), `splits.npy` (n numbers as uint8: 0 train,
 * 1 validation, 2 test) and `dataset.json` (names of the dataset, labels and splits). `openDataset` reads the folder back.
 *
 * @param folder - a path in Node; `indexeddb:name` or `download:name` in the browser
 * @throws OPTION_INVALID; STORAGE_FAILED if a file cannot be written
 *
 * @example
 * ```ts
 * await writeNpyDataset(fer.merge('disgust', 'angry'), 'fer-six');
 * // Python: images = numpy.load('fer-six/images.npy')
 * ```
 */
export async function writeNpyDataset(dataset: DatasetColumns, folder: string, options: Abortable = {}): Promise<void> {
  checkOptions(options, writeNpyTable);
  checkOption('dataset', dataset, datasetRule);
  checkOption('folder', folder, folderRule);
  const { signal } = options;
  const { name, labels, width, height, channels = 1, rows, labelIndices, splitIndices, softLabels } = dataset;
  const size = rows.length;
  const targets =
    softLabels === undefined
      ? { data: labelIndices, shape: [size] }
      : { data: softLabels, shape: [size, labels.length] };
  const names = { name, labels, splits: SPLITS };
  // Encoded one at a time, so that only one array is in memory twice. The names come last and mark the folder as complete.
  const files: readonly (readonly [string, () => Uint8Array])[] = [
    [npyFiles.images, () => encodeNpy({ data: gatherImages(dataset), shape: [size, height, width, channels] })],
    [npyFiles.labels, () => encodeNpy(targets)],
    [npyFiles.splits, () => encodeNpy({ data: splitIndices, shape: [size] })],
    [npyFiles.names, () => new TextEncoder().encode(`${JSON.stringify(names, null, 2)}\n`)],
  ];
  for (const [file, encode] of files) {
    signal?.throwIfAborted();
    await platform.writeFile(`${folder}/${file}`, encode());
  }
}

function gatherImages(dataset: DatasetColumns): Uint8Array {
  const { pixels, rows } = dataset;
  const imageSize = imageSizeOf(dataset);
  const gathered = allocatePixels(rows.length * imageSize);
  rows.forEach((row, k) => gathered.set(pixels.subarray(row * imageSize, (row + 1) * imageSize), k * imageSize));
  return gathered;
}

/** Elements and shape of an array. */
interface NpyArray {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}

/** Alignment of the first element in bytes, so that NumPy can map the file into memory. */
const ALIGNMENT = 64;

/** Encodes an `.npy` file, version 1.0 of the format, in C order. */
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

/** File names of a dataset as NumPy arrays. */
export const npyFiles = {
  images: 'images.npy',
  labels: 'labels.npy',
  splits: 'splits.npy',
  /** JSON with the names of the dataset, labels and splits. */
  names: 'dataset.json',
} as const;
