import type { Channels, ModelImage } from '../images/GrayImage';
import {
  callbackRule,
  checkOption,
  defaultsOf,
  integer,
  type OptionTable,
  resolveOptions,
  seedRule,
  withDefault,
  custom,
} from '../options';
import { createRandom, permutation } from '../random';
import {
  checkColumns,
  datasetRule,
  type DatasetColumns,
  imageSizeOf,
  type Sample,
  type Split,
  SPLITS,
} from './DatasetColumns';
import {
  assignSplits,
  type AssignSplitsOptions,
  dealFolds,
  holdOut,
  type HoldOutOptions,
  type SplitShares,
} from './derive/assignSplits';
import { balanceLabels, type BalanceOptions } from './derive/balanceLabels';
import { concatDatasets } from './derive/concatDatasets';
import { mergeLabels, renameLabels } from './derive/mapLabels';
import {
  type FractionOptions,
  selectFraction,
  selectLabels,
  selectSamples,
  selectSplit,
  selectWhere,
} from './derive/selectSamples';
import type { FaceReport } from './FaceReport';
import { nothingSkipped, type SkippedReport } from './skipped';

/** Options of {@link Dataset.shuffle}. */
export interface ShuffleOptions {
  /**
   * Seed of the random order.
   * @default 0
   */
  readonly seed?: number;
}

/** The options of {@link Dataset.shuffle}. */
export const shuffleTable: OptionTable<ShuffleOptions, 'seed'> = { seed: withDefault(0, seedRule) };

/** The defaults of {@link ShuffleOptions}. */
export const shuffleDefaults: Required<ShuffleOptions> = /* @__PURE__ */ defaultsOf(shuffleTable);

/**
 * Labelled images of one size, grey or in colour, stored as columns. Immutable: every method returns a new dataset, which shares the
 * pixels and costs a few bytes per sample. A dataset always has at least one sample.
 *
 * @example
 * ```ts
 * const fer = await openDataset('fer2013.csv');
 * const six = fer.merge('disgust', 'angry');
 * const small = six.selectSplit('train').fraction(0.1, { seed: 1 });
 * console.log(small.size, small.labels, small.labelCounts);
 * ```
 */
export class Dataset implements DatasetColumns {
  readonly name: string;
  readonly labels: readonly string[];
  readonly numbering?: string;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly pixels: Uint8Array;
  readonly rows: Uint32Array;
  readonly labelIndices: Uint8Array;
  readonly splitIndices: Uint8Array;
  readonly softLabels?: Float32Array;
  readonly sources?: readonly (string | undefined)[];
  readonly groups?: readonly (string | undefined)[];
  readonly skipped: SkippedReport;
  readonly faces?: FaceReport;

  /**
   * Wraps columns without copying them; they must not be modified afterwards.
   * @throws OPTION_INVALID if lengths or numbers of the columns do not match; DATASET_EMPTY without samples
   */
  constructor(columns: DatasetColumns) {
    checkColumns(columns);
    this.name = columns.name;
    this.labels = Object.freeze([...columns.labels]);
    if (columns.numbering !== undefined) this.numbering = columns.numbering;
    this.width = columns.width;
    this.height = columns.height;
    this.channels = columns.channels ?? 1;
    this.pixels = columns.pixels;
    this.rows = columns.rows;
    this.labelIndices = columns.labelIndices;
    this.splitIndices = columns.splitIndices;
    if (columns.softLabels !== undefined) this.softLabels = columns.softLabels;
    if (columns.sources !== undefined) this.sources = columns.sources;
    if (columns.groups !== undefined) this.groups = columns.groups;
    this.skipped = columns.skipped ?? nothingSkipped;
    if (columns.faces !== undefined) this.faces = columns.faces;
    Object.freeze(this);
  }

  /** Number of samples. */
  get size(): number {
    return this.rows.length;
  }

  /** Number of samples of each label, in the order of {@link labels}. */
  get labelCounts(): readonly number[] {
    const counts = this.labels.map(() => 0);
    for (const label of this.labelIndices) counts[label]! += 1;
    return counts;
  }

  /**
   * The image of sample `k`: a view of the dataset's pixels, not a copy.
   * @param k - position of the sample, from 0
   * @throws OPTION_INVALID
   */
  image(k: number): ModelImage {
    this.#checkPosition(k);
    return this.#imageAt(k);
  }

  /**
   * The label of sample `k`.
   * @param k - position of the sample, from 0
   * @throws OPTION_INVALID
   */
  label(k: number): string {
    this.#checkPosition(k);
    return this.labels[this.labelIndices[k]!]!;
  }

  /**
   * Sample `k` with its label, split, image, and where known its file and group.
   * @param k - position of the sample, from 0
   * @throws OPTION_INVALID
   *
   * @example
   * ```ts
   * const { label, source } = faces.sample(0); // happy, train/happy/1.png
   * ```
   */
  sample(k: number): Sample {
    this.#checkPosition(k);
    return this.#sampleAt(k);
  }

  /**
   * The split of sample `k`.
   * @param k - position of the sample, from 0
   * @throws OPTION_INVALID
   */
  splitOf(k: number): Split {
    this.#checkPosition(k);
    return SPLITS[this.splitIndices[k]!]!;
  }

  /**
   * The samples of one split.
   * @throws DATASET_EMPTY if it has none; OPTION_INVALID for a name that is no split's
   *
   * @example
   * ```ts
   * const train = fer.selectSplit('train'); // 28,709 samples
   * ```
   */
  selectSplit(split: Split): Dataset {
    return new Dataset(selectSplit(this, split));
  }

  /**
   * A random fraction of the samples, in their order, by default stratified by label and split. Of one seed, a smaller
   * fraction is contained in every larger one.
   * @param share - above 0, at most 1
   * @throws OPTION_INVALID
   *
   * @example
   * ```ts
   * const tenth = fer.fraction(0.1, { seed: 1 });
   * ```
   */
  fraction(share: number, options: FractionOptions = {}): Dataset {
    return new Dataset(selectFraction(this, share, options));
  }

  /**
   * The samples of the given labels, which are renumbered in the given order. Soft labels are normalized over them.
   * @throws OPTION_INVALID if a label is unknown; DATASET_EMPTY if no sample has one of them
   *
   * @example
   * ```ts
   * const three = fer.selectLabels(['happy', 'sad', 'neutral']);
   * ```
   */
  selectLabels(labels: readonly string[]): Dataset {
    return new Dataset(selectLabels(this, labels));
  }

  /**
   * Merges labels: samples of `from` become samples of `into`, and `from` is removed.
   * @param from - one label or several
   * @throws OPTION_INVALID if a label is unknown
   *
   * @example
   * ```ts
   * fer.merge('disgust', 'angry').labels; // angry, fear, happy, sad, surprise, neutral
   * ```
   */
  merge(from: string | readonly string[], into: string): Dataset {
    return new Dataset(mergeLabels(this, from, into));
  }

  /**
   * Renames labels; labels that are not given keep their names.
   * @param names - from old name to new name
   * @throws OPTION_INVALID if a label is unknown, or two labels would have the same name, see {@link merge}
   *
   * @example
   * ```ts
   * fer.rename({ angry: 'anger', sad: 'sadness' });
   * ```
   */
  rename(names: Readonly<Record<string, string>>): Dataset {
    return new Dataset(renameLabels(this, names));
  }

  /**
   * Balances the labels of each split, by repeating or dropping samples.
   * @throws OPTION_INVALID
   *
   * @example
   * ```ts
   * const balanced = fer.selectSplit('train').balance({ strategy: 'undersample' });
   * ```
   */
  balance(options: BalanceOptions = {}): Dataset {
    return new Dataset(balanceLabels(this, options));
  }

  /**
   * The samples in a random order, the same on every platform.
   * @throws OPTION_INVALID
   *
   * @example
   * ```ts
   * const mixed = fer.shuffle({ seed: 7 });
   * ```
   */
  shuffle(options: ShuffleOptions = {}): Dataset {
    const { seed } = resolveOptions(options, shuffleTable);
    return new Dataset(selectSamples(this, permutation(this.size, createRandom(seed))));
  }

  /**
   * The first samples, at most `count` of them.
   * @param count - from 1
   * @throws OPTION_INVALID
   */
  take(count: number): Dataset {
    checkOption('count', count, integer({ from: 1 }));
    return new Dataset(selectWhere(this, (position) => position < count));
  }

  /**
   * The samples that pass a test.
   * @throws DATASET_EMPTY if none does
   *
   * @example
   * ```ts
   * fer.filter(({ image }) => image.pixels.some((pixel) => pixel > 0)); // without the all black images
   * ```
   */
  filter(predicate: (sample: Sample) => boolean): Dataset {
    checkOption('predicate', predicate, callbackRule);
    return new Dataset(selectWhere(this, (index) => predicate(this.#sampleAt(index))));
  }

  /**
   * The samples of this dataset followed by those of another one. Pixels are copied, unless both share them; the image
   * numbers of the second dataset then follow those of the first.
   * @throws OPTION_INVALID if labels or image sizes differ
   *
   * @example
   * ```ts
   * const both = fer.selectSplit('train').concat(fer.selectSplit('validation'));
   * ```
   */
  concat(other: DatasetColumns): Dataset {
    return new Dataset(concatDatasets(this, other));
  }

  /**
   * Replaces the splits of all samples by random ones, stratified by label. Identical images stay in one split, so that no test image
   * is also a training image; with `by: 'group'` so do all images of a person. {@link holdOut} keeps the test split that is there.
   * @param shares - the fraction of the samples for each split, 0 to 1; together 1
   * @throws OPTION_INVALID if the shares do not sum to 1; with `by: 'group'` if no groups are known, or fewer than splits
   *
   * @example
   * ```ts
   * const faces = (await openDataset('my-faces')).assignSplits({ train: 0.8, validation: 0.1, test: 0.1 }, { seed: 1 });
   * const byPerson = faces.assignSplits({ train: 0.8, test: 0.2 }, { by: 'group' });
   * ```
   */
  assignSplits(shares: SplitShares, options: AssignSplitsOptions = {}): Dataset {
    return new Dataset(assignSplits(this, shares, options));
  }

  /**
   * Moves a share of the train split to an empty split, stratified by label; the other samples stay where they are. For data that come as
   * train and test only. Identical images stay together, with `by: 'group'` all images of a person.
   * @param share - the fraction of the train split, between 0 and 1
   * @throws OPTION_INVALID, also if the split has samples already
   *
   * @example
   * ```ts
   * const fer = (await openDataset('fer2013')).holdOut(0.1, { seed: 1 }); // fer2013/train/happy/1.png, fer2013/test/...
   * const result = await train(model, { train: fer.selectSplit('train'), validation: fer.selectSplit('validation') });
   * ```
   */
  holdOut(share = 0.1, options: HoldOutOptions = {}): Dataset {
    return new Dataset(holdOut(this, share, options));
  }

  /**
   * Deals all samples to folds for a cross-validation, stratified by label; earlier splits do not count. Identical images stay in one
   * fold, with `by: 'group'` all images of a person.
   * @param folds - their number, from 2
   * @returns for each fold the whole dataset, with the fold's samples in the split `test` and all others in `train`
   * @throws OPTION_INVALID, also if a fold would get no sample
   *
   * @example
   * ```ts
   * for (const fold of faces.folds(5, { seed: 1 })) console.log(fold.selectSplit('test').labelCounts);
   * ```
   */
  folds(folds: number, options: AssignSplitsOptions = {}): readonly Dataset[] {
    return dealFolds(this, folds, options).map((columns) => new Dataset(columns));
  }

  #checkPosition(k: number): void {
    // The rule is built on failure only, because loops over all samples call this.
    if (!(Number.isInteger(k) && k >= 0 && k < this.size)) checkOption('k', k, integer({ from: 0, to: this.size - 1 }));
  }

  #sampleAt(index: number): Sample {
    const row = this.rows[index]!;
    const source = this.sources?.[row];
    const group = this.groups?.[row];
    return {
      index,
      row,
      label: this.labels[this.labelIndices[index]!]!,
      split: SPLITS[this.splitIndices[index]!]!,
      image: this.#imageAt(index),
      ...(source === undefined ? {} : { source }),
      ...(group === undefined ? {} : { group }),
    };
  }

  #imageAt(k: number): ModelImage {
    const { width, height, channels } = this;
    const size = imageSizeOf(this);
    const from = this.rows[k]! * size;
    const image = { pixels: this.pixels.subarray(from, from + size), width, height };
    return channels === 3 ? { ...image, channels } : image;
  }
}

/** Accepts datasets, but no mere columns, which lack its methods. Duck-typed, because two copies of the package may be loaded. */
export const samplesRule = custom(
  'a Dataset',
  (value) => datasetRule.accepts(value) && typeof (value as Partial<Dataset>).image === 'function',
);

/** Views of the images of all samples, in their order. */
export function datasetImages(dataset: Dataset): readonly ModelImage[] {
  return Array.from({ length: dataset.size }, (_, sample) => dataset.image(sample));
}
