import { createRandom, permutation } from '../../random';
import { type DatasetColumns, type Split, SPLITS } from '../DatasetColumns';
import { numberImages } from '../ImageIndex';
import { checkSeed, optionInvalid } from '../optionInvalid';

/** The share of each split, 0 to 1; together 1. One that is not named gets nothing. */
export type SplitShares = Readonly<Partial<Record<Split, number>>>;

/** Implements {@link Dataset.assignSplits}. */
export function assignSplits(columns: DatasetColumns, shares: SplitShares, seed: number): DatasetColumns {
  checkSeed(seed);
  const parts = SPLITS.map((split) => shares[split] ?? 0);
  const sum = parts.reduce((total, part) => total + part, 0);
  if (parts.some((part) => !(part >= 0)) || Math.abs(sum - 1) > 1e-6) {
    throw optionInvalid('shares', 'shares of train, validation and test that are not negative and sum to 1', parts);
  }
  // Identical images must not be parted, else the test would ask for what training has seen. So images are dealt out,
  // each under the label of its first sample, and their samples follow.
  const images = numberImages(columns);
  const byLabel = columns.labels.map((): number[] => []);
  images.forEach((image, k) => {
    if (image === k) byLabel[columns.labelIndices[k]!]!.push(k);
  });
  const splitIndices = new Uint8Array(images.length);
  byLabel.forEach((positions, label) => {
    permutation(positions.length, createRandom(seed, label)).forEach((at, rank) => {
      splitIndices[positions[at]!] = splitAt((rank + 0.5) / positions.length, parts);
    });
  });
  images.forEach((image, k) => (splitIndices[k] = splitIndices[image]!));
  return { ...columns, splitIndices };
}

/** The split in which a point of [0, 1] falls when the splits lie there side by side in the size of their shares. */
function splitAt(point: number, parts: readonly number[]): number {
  let end = 0;
  const found = parts.findIndex((part) => point < (end += part));
  return found >= 0 ? found : parts.findLastIndex((part) => part > 0);
}
