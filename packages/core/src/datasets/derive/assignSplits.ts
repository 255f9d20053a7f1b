import {
  defaultsOf,
  describeValue,
  optionInvalid,
  type OptionTable,
  resolveOptions,
  seedRule,
  withDefault,
} from '../../options';
import { createRandom, permutation } from '../../random';
import { type DatasetColumns, type Split, SPLITS } from '../DatasetColumns';
import { firstOccurrences } from '../ImageIndex';

/** The fraction of the samples that each split gets, 0 to 1; together 1. A split that is not named gets none. */
export type SplitShares = Readonly<Partial<Record<Split, number>>>;

/** Options of {@link Dataset.assignSplits}. */
export interface AssignSplitsOptions {
  /**
   * Seed of the random assignment.
   * @default 0
   */
  readonly seed?: number;
}

export const assignSplitsTable: OptionTable<AssignSplitsOptions, 'seed'> = { seed: withDefault(0, seedRule) };

/** The defaults of {@link AssignSplitsOptions}. */
export const assignSplitsDefaults: Required<AssignSplitsOptions> = /* @__PURE__ */ defaultsOf(assignSplitsTable);

/** Implements {@link Dataset.assignSplits}. */
export function assignSplits(
  columns: DatasetColumns,
  shares: SplitShares,
  options: AssignSplitsOptions,
): DatasetColumns {
  const { seed } = resolveOptions(options, assignSplitsTable);
  const parts = SPLITS.map((split) => shares[split] ?? 0);
  const sum = parts.reduce((total, part) => total + part, 0);
  if (parts.some((part) => !(part >= 0)) || Math.abs(sum - 1) > 1e-6) {
    const expected = 'shares of train, validation and test that are at least 0 and sum to 1';
    throw optionInvalid('shares', expected, describeValue(parts));
  }
  // Distinct images are assigned, stratified by the label of their first sample, and all samples of an image get its split.
  // Otherwise the test split could hold copies of training images.
  const images = firstOccurrences(columns);
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

/** The split that contains a point of [0, 1], if the splits divide this interval in proportion to their shares. */
function splitAt(point: number, parts: readonly number[]): number {
  let end = 0;
  const found = parts.findIndex((part) => point < (end += part));
  return found >= 0 ? found : parts.findLastIndex((part) => part > 0);
}
