import { createRandom, permutation } from '../../random';
import { checkSeed } from '../checkNumber';
import type { DatasetColumns } from '../DatasetColumns';
import { groupSamples } from './groupSamples';
import { optionInvalid } from '../optionInvalid';
import { selectSamples } from './selectSamples';

/** Options of {@link Dataset.fraction}. */
export interface FractionOptions {
  /**
   * Seed of the choice.
   * @default 0
   */
  readonly seed: number;
  /**
   * Whether every label of every split keeps its share. A group that is there keeps at least one sample.
   * @default true
   */
  readonly stratified: boolean;
}

/** The defaults of {@link FractionOptions}. */
export const fractionDefaults: FractionOptions = { seed: 0, stratified: true };

/** Implements {@link Dataset.fraction}. */
export function selectFraction(
  columns: DatasetColumns,
  share: number,
  options: Partial<FractionOptions>,
): DatasetColumns {
  const { seed, stratified } = { ...fractionDefaults, ...options };
  checkSeed(seed);
  if (!(share > 0 && share <= 1)) throw optionInvalid('share', 'a number above 0, at most 1', share);
  const size = columns.rows.length;
  const groups = stratified
    ? groupSamples(columns)
    : [{ label: 0, split: 0, positions: Array.from({ length: size }, (_, position) => position) }];
  const chosen = groups.flatMap(({ label, split, positions }) => {
    const order = permutation(positions.length, createRandom(seed, split, label));
    // The front of one fixed order: a smaller fraction of the same seed is a part of every larger one.
    return Array.from(order.subarray(0, Math.max(1, Math.round(share * positions.length))), (at) => positions[at]!);
  });
  return selectSamples(
    columns,
    chosen.sort((one, other) => one - other),
  );
}
