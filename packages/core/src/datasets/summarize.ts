import type { Dataset } from './Dataset';
import type { DatasetSummary, SplitSummary } from './DatasetSummary';
import { summarizeDuplicates } from './summarizeDuplicates';
import { SPLITS, type Split } from './splits';

/**
 * Counts what a dataset holds: samples by split and label, brightness, identical images within and across splits.
 *
 * @example
 * ```ts
 * const { duplicates } = summarize(await openDataset('fer2013.csv'));
 * console.log(duplicates.copiesOfTrain.test); // 288: so many test images also stand in training
 * ```
 */
export function summarize(dataset: Dataset): DatasetSummary {
  const { name, size, width, height, labels } = dataset;
  const all = countLabels(dataset, () => true);
  const splits = Object.fromEntries(
    SPLITS.map((split, index) => [split, countLabels(dataset, (k) => dataset.splitIndices[k] === index)]),
  ) as Record<Split, SplitSummary>;
  return {
    name,
    total: size,
    width,
    height,
    labels: [...labels],
    perLabel: all.perLabel,
    splits,
    ...measureTone(dataset),
    duplicates: summarizeDuplicates(dataset),
    constant: countConstant(dataset),
    skipped: dataset.skipped,
  };
}

function countLabels(dataset: Dataset, counts: (position: number) => boolean): SplitSummary {
  const perLabel = dataset.labels.map(() => 0);
  let total = 0;
  dataset.labelIndices.forEach((label, k) => {
    if (!counts(k)) return;
    perLabel[label]! += 1;
    total += 1;
  });
  return { total, perLabel: Object.fromEntries(dataset.labels.map((label, index) => [label, perLabel[index]!])) };
}

/** Sums are taken over how often each of the 256 values occurs: whole numbers, so nothing is rounded before the end. */
function measureTone({ pixels, rows, width, height }: Dataset): { readonly mean: number; readonly std: number } {
  const imageSize = width * height;
  const occurrences = new Float64Array(256);
  const count = rows.length;
  for (let k = 0; k < count; k++) {
    const start = rows[k]! * imageSize;
    for (let at = start; at < start + imageSize; at++) occurrences[pixels[at]!]! += 1;
  }
  const total = count * imageSize;
  const mean = occurrences.reduce((sum, times, value) => sum + times * value, 0) / total;
  const variance = occurrences.reduce((sum, times, value) => sum + times * (value - mean) ** 2, 0) / total;
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}

function countConstant({ pixels, rows, width, height }: Dataset): DatasetSummary['constant'] {
  const imageSize = width * height;
  let constant = 0;
  let black = 0;
  for (const row of rows) {
    const image = pixels.subarray(row * imageSize, (row + 1) * imageSize);
    const first = image[0]!;
    if (image.some((pixel) => pixel !== first)) continue;
    constant += 1;
    if (first === 0) black += 1;
  }
  return { rows: constant, black };
}
