import {
  checkOption,
  defaultsOf,
  describeValue,
  integer,
  number,
  oneOf,
  optionInvalid,
  type OptionTable,
  resolveOptions,
  seedRule,
  unknownOption,
  withDefault,
} from '../../options';
import { isRecord } from '../../isRecord';
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
  /**
   * The samples that stay in one split: `image`, all copies of one image; `group`, all samples of one group, such as the images of a
   * person, and copies of them. Samples of unknown group are then assigned like groups of their own.
   * @default 'image'
   */
  readonly by?: 'image' | 'group';
}

export const assignSplitsTable: OptionTable<AssignSplitsOptions, 'seed' | 'by'> = {
  seed: withDefault(0, seedRule),
  by: /* @__PURE__ */ withDefault('image', oneOf('image', 'group')),
};

/** The defaults of {@link AssignSplitsOptions}. */
export const assignSplitsDefaults: Required<AssignSplitsOptions> = /* @__PURE__ */ defaultsOf(assignSplitsTable);

/** Implements {@link Dataset.assignSplits}. */
export function assignSplits(
  columns: DatasetColumns,
  shares: SplitShares,
  options: AssignSplitsOptions,
): DatasetColumns {
  const resolved = resolveOptions(options, assignSplitsTable);
  const parts = checkShares(shares);
  const positions = Uint32Array.from(columns.rows, (_, k) => k);
  return { ...columns, splitIndices: dealSamples(columns, positions, parts, resolved) };
}

/** Options of {@link Dataset.holdOut}. */
export interface HoldOutOptions extends AssignSplitsOptions {
  /**
   * The split that receives the samples. It must be empty.
   * @default 'validation'
   */
  readonly split?: 'validation' | 'test';
}

export const holdOutTable: OptionTable<HoldOutOptions, 'seed' | 'by' | 'split'> = {
  ...assignSplitsTable,
  split: /* @__PURE__ */ withDefault('validation', oneOf('validation', 'test')),
};

/** The defaults of {@link HoldOutOptions}. */
export const holdOutDefaults: Required<HoldOutOptions> = /* @__PURE__ */ defaultsOf(holdOutTable);

/** Implements {@link Dataset.holdOut}. */
export function holdOut(columns: DatasetColumns, share: number, options: HoldOutOptions): DatasetColumns {
  const { split, ...resolved } = resolveOptions(options, holdOutTable);
  checkOption('share', share, number({ above: 0, below: 1 }));
  const to = SPLITS.indexOf(split);
  const held = columns.splitIndices.reduce((count, index) => count + (index === to ? 1 : 0), 0);
  if (held > 0) {
    const next = `Use these, or assign all splits anew with assignSplits().`;
    throw optionInvalid('split', 'a split without samples', `"${split}", which has ${held}`, next);
  }
  const train = Uint32Array.from(columns.rows, (_, k) => k).filter((k) => columns.splitIndices[k] === 0);
  if (train.length === 0) throw optionInvalid('dataset', 'samples in the split "train"', 'none');
  const parts = SPLITS.map((_, index) => (index === 0 ? 1 - share : index === to ? share : 0));
  const dealt = dealSamples(columns, train, parts, resolved);
  const splitIndices = columns.splitIndices.slice();
  train.forEach((k, at) => (splitIndices[k] = dealt[at]!));
  return { ...columns, splitIndices };
}

/**
 * Implements {@link Dataset.folds}.
 * @returns for each fold the columns with its samples in the test split and all others in the train split
 */
export function dealFolds(
  columns: DatasetColumns,
  folds: number,
  options: AssignSplitsOptions,
): readonly DatasetColumns[] {
  const resolved = resolveOptions(options, assignSplitsTable);
  checkOption('folds', folds, integer({ from: 2 }));
  const { rows } = columns;
  const positions = Uint32Array.from(rows.keys());
  const parts = new Array<number>(folds).fill(1 / folds);
  const fold = dealSamples(columns, positions, parts, resolved);
  const [train, test] = [SPLITS.indexOf('train'), SPLITS.indexOf('test')];
  return parts.map((_, own) => {
    if (!fold.includes(own)) {
      const received = `${folds} for ${rows.length} samples`;
      throw optionInvalid('folds', 'so small a number that each fold gets a sample', received, 'Ask for fewer folds.');
    }
    return { ...columns, splitIndices: fold.map((other) => (other === own ? test : train)) };
  });
}

/** The shares in the order of {@link SPLITS}. */
function checkShares(shares: SplitShares): readonly number[] {
  const expected = 'shares of train, validation and test that are at least 0 and sum to 1';
  if (!isRecord(shares)) throw optionInvalid('shares', expected, describeValue(shares));
  const unknown = Object.keys(shares).find((name) => !SPLITS.includes(name as Split));
  if (unknown !== undefined) throw unknownOption(unknown, SPLITS, 'shares.');
  const parts = SPLITS.map((split) => shares[split] ?? 0);
  const sum = parts.reduce((total, part) => total + part, 0);
  if (parts.some((part) => !(part >= 0)) || !(Math.abs(sum - 1) <= 1e-6)) {
    throw optionInvalid('shares', expected, describeValue(parts));
  }
  return parts;
}

/**
 * Deals samples to splits, stratified by label.
 * @param positions - the samples to deal
 * @returns the number of the split of each
 */
function dealSamples(
  columns: DatasetColumns,
  positions: Uint32Array,
  parts: readonly number[],
  { seed, by }: Required<AssignSplitsOptions>,
): Uint8Array {
  const rows = positions.map((k) => columns.rows[k]!);
  const labelIndices = Uint8Array.from(positions, (k) => columns.labelIndices[k]!);
  const dealt = { ...columns, rows, labelIndices };
  return by === 'group' ? dealGroups(dealt, parts, seed) : dealImages(dealt, parts, seed);
}

/**
 * Deals distinct images, stratified by the label of their first sample; all samples of an image get its split. Otherwise the test
 * split could hold copies of training images.
 */
function dealImages(columns: DatasetColumns, parts: readonly number[], seed: number): Uint8Array {
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
  return splitIndices;
}

/** The split that contains a point of [0, 1], if the splits divide this interval in proportion to their shares. */
function splitAt(point: number, parts: readonly number[]): number {
  let end = 0;
  const found = parts.findIndex((part) => point < (end += part));
  return found >= 0 ? found : parts.findLastIndex((part) => part > 0);
}

/**
 * Deals whole groups, the largest first, each to the split that is then nearest to its share of every label.
 * @throws OPTION_INVALID if no group is known, or there are fewer of them than splits
 */
function dealGroups(columns: DatasetColumns, parts: readonly number[], seed: number): Uint8Array {
  const units = joinGroups(columns);
  const wanted = parts.filter((part) => part > 0).length;
  if (units.length < wanted) {
    const expected = `"image", or at least ${wanted} groups without common images`;
    throw optionInvalid('by', expected, `"group" with ${units.length}`);
  }
  const totals = countLabels(columns, Uint32Array.from(columns.rows.keys()));
  const missing = parts.map((part) => totals.map((total) => part * total));
  const sizes = parts.map(() => 0);
  const splitIndices = new Uint8Array(columns.rows.length);
  // Shuffled before the stable sort, so that the seed decides among groups of one size.
  const order = Array.from(permutation(units.length, createRandom(seed)), (at) => units[at]!);
  order.sort((one, other) => other.length - one.length);
  order.forEach((unit, rank) => {
    const counts = countLabels(columns, unit);
    const empty = parts.flatMap((part, split) => (part > 0 && sizes[split] === 0 ? [split] : []));
    // No split may stay empty.
    const open =
      order.length - rank <= empty.length ? empty : parts.flatMap((part, split) => (part > 0 ? [split] : []));
    const split = leastBy(open, (one) => excess(missing[one]!, counts, totals));
    missing[split] = missing[split]!.map((count, label) => count - counts[label]!);
    sizes[split]! += unit.length;
    for (const k of unit) splitIndices[k] = split;
  });
  return splitIndices;
}

/** The change of the squared distance of a split from its share of each label, if it receives these samples. */
const excess = (missing: readonly number[], counts: readonly number[], totals: readonly number[]): number =>
  counts.reduce((sum, count, label) => {
    const total = Math.max(totals[label]!, 1);
    return sum + (count * (count - 2 * missing[label]!)) / (total * total);
  }, 0);

function leastBy(values: readonly number[], measure: (value: number) => number): number {
  return values.reduce((best, value) => (measure(value) < measure(best) ? value : best));
}

function countLabels({ labels, labelIndices }: DatasetColumns, positions: Iterable<number>): number[] {
  const counts = labels.map(() => 0);
  for (const k of positions) counts[labelIndices[k]!]! += 1;
  return counts;
}

/** The positions of samples that must stay together: those of one group, and of groups that share an image. */
function joinGroups(columns: DatasetColumns): readonly (readonly number[])[] {
  const { rows, groups } = columns;
  if (groups === undefined || !rows.some((row) => groups[row] !== undefined)) {
    const next =
      'Groups come from the folders of persons, as in label/person/file, from a column of persons, or from the column "groups" of `new Dataset`.';
    throw optionInvalid('by', '"image" for a dataset whose groups are not known', '"group"', next);
  }
  const parents = firstOccurrences(columns);
  const rootOf = (k: number): number => {
    let root = k;
    while (parents[root] !== root) root = parents[root]!;
    for (let at = k; at !== root;) [at, parents[at]] = [parents[at]!, root];
    return root;
  };
  const firstOfGroup = new Map<string, number>();
  rows.forEach((row, k) => {
    const group = groups[row];
    if (group === undefined) return;
    const first = firstOfGroup.get(group);
    if (first === undefined) firstOfGroup.set(group, k);
    else {
      const [one, other] = [rootOf(first), rootOf(k)];
      parents[Math.max(one, other)] = Math.min(one, other);
    }
  });
  const units = new Map<number, number[]>();
  rows.forEach((_, k) => {
    const root = rootOf(k);
    const unit = units.get(root);
    if (unit === undefined) units.set(root, [k]);
    else unit.push(k);
  });
  return [...units.values()];
}
