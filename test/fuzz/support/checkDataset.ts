import type { Dataset } from '@ferkit/core/datasets';
import { claim } from './claim';

/** Checks the invariants of a dataset's columns. */
export function checkDataset(dataset: Dataset): void {
  const { labels, width, height, pixels, rows, labelIndices, splitIndices, softLabels, size } = dataset;
  claim(size > 0 && rows.length === size, 'there are samples');
  claim(new Set(labels).size === labels.length && labels.every((label) => label !== ''), 'labels differ');
  claim(labelIndices.length === size && labelIndices.every((label) => label < labels.length), 'labels are in range');
  claim(splitIndices.length === size && splitIndices.every((split) => split < 3), 'splits are in range');
  const images = pixels.length / (width * height);
  claim(Number.isInteger(images) && rows.every((row) => row < images), 'each sample has its pixels');
  if (softLabels === undefined) return;
  claim(softLabels.length === size * labels.length, 'each sample has its distribution');
  for (let k = 0; k < size; k++) {
    const shares = softLabels.subarray(k * labels.length, (k + 1) * labels.length);
    const sum = shares.reduce((total, share) => total + share, 0);
    claim(Math.abs(sum - 1) < 1e-2 && shares.every((share) => share >= 0), 'distributions sum to 1');
  }
}
