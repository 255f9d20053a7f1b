import { FerError } from '../../errors';
import { didYouMean } from '../../findNearest';
import {
  checkOption,
  describeValue,
  flagRule,
  number,
  optionInvalid,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  seedRule,
} from '../../options';
import { createRandom, permutation } from '../../random';
import { checkLabels, type DatasetColumns, labelIndexOf, type Split, SPLITS } from '../DatasetColumns';
import { mapLabels } from './mapLabels';

/** Selects the samples at the given positions, in that order; a position may repeat. Pixels are shared. */
export function selectSamples(columns: DatasetColumns, positions: ArrayLike<number>): DatasetColumns {
  const { labels, softLabels } = columns;
  const size = positions.length;
  const rows = new Uint32Array(size);
  const labelIndices = new Uint8Array(size);
  const splitIndices = new Uint8Array(size);
  for (let k = 0; k < size; k++) {
    const position = positions[k]!;
    rows[k] = columns.rows[position]!;
    labelIndices[k] = columns.labelIndices[position]!;
    splitIndices[k] = columns.splitIndices[position]!;
  }
  const selected = { ...columns, rows, labelIndices, splitIndices };
  if (softLabels === undefined) return selected;
  return { ...selected, softLabels: selectRows(softLabels, labels.length, positions) };
}

function selectRows(values: Float32Array, length: number, positions: ArrayLike<number>): Float32Array {
  const selected = new Float32Array(positions.length * length);
  for (let k = 0; k < positions.length; k++) {
    const start = positions[k]! * length;
    selected.set(values.subarray(start, start + length), k * length);
  }
  return selected;
}

/** Selects the samples whose position passes a test, in their order. */
export function selectWhere(columns: DatasetColumns, holds: (position: number) => boolean): DatasetColumns {
  const positions: number[] = [];
  for (let k = 0; k < columns.rows.length; k++) if (holds(k)) positions.push(k);
  return selectSamples(columns, positions);
}

/** Implements {@link Dataset.selectSplit}. */
export function selectSplit(columns: DatasetColumns, split: Split): DatasetColumns {
  const index = SPLITS.indexOf(split);
  if (index < 0)
    throw optionInvalid('split', `one of ${SPLITS.join(', ')}`, describeValue(split), didYouMean(split, SPLITS));
  const selected = selectWhere(columns, (position) => columns.splitIndices[position] === index);
  if (selected.rows.length === 0) {
    const present = SPLITS.filter((_, other) => columns.splitIndices.includes(other));
    throw new FerError('DATASET_EMPTY', {
      failed: `The dataset "${columns.name}" has no samples in its split "${split}"`,
      expected: `one of ${present.join(', ')}`,
      received: `"${split}"`,
      next: 'Assign splits with assignSplits({ train: 0.8, validation: 0.1, test: 0.1 }).',
      split,
    });
  }
  return { ...selected, name: `${columns.name}/${split}` };
}

/** Options of {@link Dataset.fraction}. */
export interface FractionOptions {
  /**
   * Seed of the random choice.
   * @default 0
   */
  readonly seed?: number;
  /**
   * True keeps the proportions of the labels in every split, and at least one sample of each label that a split has.
   * @default true
   */
  readonly stratified?: boolean;
}

export const fractionTable: OptionTable<FractionOptions, 'seed' | 'stratified'> = {
  seed: withDefault(0, seedRule),
  stratified: withDefault(true, flagRule),
};

/** The defaults of {@link FractionOptions}. */
export const fractionDefaults: Required<FractionOptions> = /* @__PURE__ */ defaultsOf(fractionTable);

/** Implements {@link Dataset.fraction}. */
export function selectFraction(columns: DatasetColumns, share: number, options: FractionOptions): DatasetColumns {
  const { seed, stratified } = resolveOptions(options, fractionTable);
  checkOption('share', share, number({ above: 0, to: 1 }));
  const size = columns.rows.length;
  const groups = stratified
    ? groupSamples(columns)
    : [{ label: 0, split: 0, positions: Array.from({ length: size }, (_, position) => position) }];
  const chosen = groups.flatMap(({ label, split, positions }) => {
    const order = permutation(positions.length, createRandom(seed, split, label));
    // A prefix of one permutation: of the same seed, a smaller fraction is contained in every larger one.
    return Array.from(order.subarray(0, Math.max(1, Math.round(share * positions.length))), (at) => positions[at]!);
  });
  return selectSamples(
    columns,
    chosen.sort((one, other) => one - other),
  );
}

/** Implements {@link Dataset.selectLabels}. */
export function selectLabels(columns: DatasetColumns, labels: readonly string[]): DatasetColumns {
  checkLabels(labels);
  const kept = labels.map((label) => labelIndexOf(columns.labels, label, 'labels'));
  const selected = selectWhere(columns, (position) => kept.includes(columns.labelIndices[position]!));
  return mapLabels(
    selected,
    labels,
    columns.labels.map((_, index) => kept.indexOf(index)),
  );
}

/** The positions of the samples with one label in one split, ascending. */
interface SampleGroup {
  readonly label: number;
  readonly split: number;
  readonly positions: readonly number[];
}

/** Groups the samples by split and label. Empty groups are left out. */
export function groupSamples(columns: DatasetColumns): SampleGroup[] {
  const { labels, labelIndices, splitIndices } = columns;
  const groups = SPLITS.flatMap((_, split) => labels.map((__, label) => ({ label, split, positions: [] as number[] })));
  for (let k = 0; k < labelIndices.length; k++) {
    groups[splitIndices[k]! * labels.length + labelIndices[k]!]!.positions.push(k);
  }
  return groups.filter(({ positions }) => positions.length > 0);
}
