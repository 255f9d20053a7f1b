import type { DatasetColumns } from './DatasetColumns';
import { ImageIndex } from './ImageIndex';
import { optionInvalid } from './optionInvalid';

/**
 * Tells which samples show an image that also stands, pixel for pixel, in another dataset. Scores on those samples say
 * little about new faces where the other dataset is what the network was trained on.
 *
 * @param dataset - the samples that are asked about, e.g. the test split
 * @param reference - where copies are looked for, e.g. the train split
 * @returns one byte a sample of `dataset`: 1 where it is a copy, else 0
 * @throws OPTION_INVALID where the two have images of different sizes
 *
 * @example
 * ```ts
 * const copies = copiesOf(fer.split('test'), fer.split('train'));
 * console.log(copies.reduce((sum, copy) => sum + copy, 0)); // 288 on the official FER2013
 * ```
 */
export function copiesOf(dataset: DatasetColumns, reference: DatasetColumns): Uint8Array {
  const { width, height } = reference;
  if (dataset.width !== width || dataset.height !== height) {
    throw optionInvalid('dataset', `images of ${width} x ${height}`, `${dataset.width} x ${dataset.height}`);
  }
  const imageSize = width * height;
  const imageOf = ({ pixels }: DatasetColumns, row: number): Uint8Array =>
    pixels.subarray(row * imageSize, (row + 1) * imageSize);
  const index = new ImageIndex(imageSize);
  for (const row of reference.rows) index.add(imageOf(reference, row));
  return Uint8Array.from(dataset.rows, (row) => (index.find(imageOf(dataset, row)) >= 0 ? 1 : 0));
}
