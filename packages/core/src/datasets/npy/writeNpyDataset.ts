import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import type { DatasetColumns } from '../DatasetColumns';
import { SPLITS } from '../splits';
import { encodeNpy } from './encodeNpy';
import { npyFiles } from './npyFiles';

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
