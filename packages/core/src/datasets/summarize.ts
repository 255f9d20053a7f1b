import type { Channels } from '../images/GrayImage';
import { checkOption } from '../options';
import { type Dataset, samplesRule } from './Dataset';
import { type DatasetColumns, imageSizeOf, type Split, SPLITS } from './DatasetColumns';
import { firstOccurrences } from './ImageIndex';
import type { FaceReport } from './FaceReport';
import type { SkippedReport } from './skipped';

/**
 * Summarizes a dataset: samples per split and label, mean and standard deviation of the pixels, duplicate images within and
 * across splits.
 * @returns plain JSON
 *
 * @example
 * ```ts
 * const { duplicates } = summarize(await openDataset('fer2013.csv'));
 * console.log(duplicates.copiesOfTrain.test); // 288 test samples are copies of training images
 * ```
 */
export function summarize(dataset: Dataset): DatasetSummary {
  checkOption('dataset', dataset, samplesRule);
  const { name, size, width, height, channels, labels } = dataset;
  const all = countLabels(dataset, () => true);
  const splits = Object.fromEntries(
    SPLITS.map((split, index) => [split, countLabels(dataset, (k) => dataset.splitIndices[k] === index)]),
  ) as Record<Split, SplitSummary>;
  return {
    name,
    total: size,
    width,
    height,
    channels,
    labels: [...labels],
    perLabel: all.perLabel,
    splits,
    ...measureTone(dataset),
    duplicates: summarizeDuplicates(dataset),
    constant: countConstant(dataset),
    groups: summarizeGroups(dataset),
    skipped: dataset.skipped,
    ...(dataset.faces === undefined ? {} : { faces: dataset.faces }),
  };
}

function countLabels(dataset: Dataset, includes: (position: number) => boolean): SplitSummary {
  const perLabel = dataset.labels.map(() => 0);
  let total = 0;
  dataset.labelIndices.forEach((label, k) => {
    if (!includes(k)) return;
    perLabel[label]! += 1;
    total += 1;
  });
  return { total, perLabel: Object.fromEntries(dataset.labels.map((label, index) => [label, perLabel[index]!])) };
}

/** Mean and standard deviation from a histogram of the 256 values: whole numbers, so nothing is rounded before the end. */
function measureTone(dataset: Dataset): { readonly mean: number; readonly std: number } {
  const { pixels, rows } = dataset;
  const imageSize = imageSizeOf(dataset);
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

function countConstant(dataset: Dataset): DatasetSummary['constant'] {
  const { pixels, rows, channels } = dataset;
  const imageSize = imageSizeOf(dataset);
  let constant = 0;
  let black = 0;
  for (const row of rows) {
    const image = pixels.subarray(row * imageSize, (row + 1) * imageSize);
    if (image.some((pixel, at) => pixel !== image[at % channels])) continue;
    constant += 1;
    if (image.every((pixel) => pixel === 0)) black += 1;
  }
  return { rows: constant, black };
}

// Bits of the splits, by their numbers.
const TRAIN = 1;
const VALIDATION = 2;
const TEST = 4;

/** Counts identical images, and the labels and splits of their samples. */
function summarizeDuplicates(dataset: DatasetColumns): DuplicateSummary {
  const images = firstOccurrences(dataset);
  const size = images.length;
  // Indexed by the first sample of an image: its number of samples, a bit set of their splits, whether their labels differ.
  const times = new Uint32Array(size);
  const splits = new Uint8Array(size);
  const conflicts = new Uint8Array(size);
  images.forEach((image, k) => {
    times[image]! += 1;
    splits[image]! |= 1 << dataset.splitIndices[k]!;
    if (dataset.labelIndices[image] !== dataset.labelIndices[k]) conflicts[image] = 1;
  });

  const summary = { distinct: 0, groups: 0, rows: 0, conflictingGroups: 0, conflictingRows: 0, groupsAcrossSplits: 0 };
  times.forEach((count, image) => {
    if (count > 0) summary.distinct += 1;
    if (count < 2) return;
    summary.groups += 1;
    summary.rows += count;
    if (![TRAIN, VALIDATION, TEST].includes(splits[image]!)) summary.groupsAcrossSplits += 1;
    if (conflicts[image] === 0) return;
    summary.conflictingGroups += 1;
    summary.conflictingRows += count;
  });
  const copies = { validation: 0, test: 0 };
  images.forEach((image, k) => {
    if ((splits[image]! & TRAIN) === 0) return;
    const split = 1 << dataset.splitIndices[k]!;
    if (split === VALIDATION) copies.validation += 1;
    else if (split === TEST) copies.test += 1;
  });

  const { distinct, groups, rows, conflictingGroups, conflictingRows, groupsAcrossSplits } = summary;
  const conflicting = { groups: conflictingGroups, rows: conflictingRows };
  return { distinct, groups, rows, conflicting, groupsAcrossSplits, copiesOfTrain: copies };
}

function summarizeGroups({ rows, splitIndices, groups }: DatasetColumns): GroupSummary {
  const splits = new Map<string, number>();
  let unknown = 0;
  rows.forEach((row, k) => {
    const group = groups?.[row];
    if (group === undefined) unknown += 1;
    else splits.set(group, (splits.get(group) ?? 0) | (1 << splitIndices[k]!));
  });
  const across = [...splits.values()].filter((bits) => ![TRAIN, VALIDATION, TEST].includes(bits)).length;
  return { count: splits.size, acrossSplits: across, unknown };
}

/** Groups of samples, such as the images of a person. */
export interface GroupSummary {
  /** Number of known groups. */
  readonly count: number;
  /** Number of groups with samples in more than one split, which inflates scores. */
  readonly acrossSplits: number;
  /** Number of samples whose group is not known. */
  readonly unknown: number;
}

/** Number of samples in a split, in total and per label. */
export interface SplitSummary {
  readonly total: number;
  readonly perLabel: Readonly<Record<string, number>>;
}

/** Duplicates: samples with identical images, compared pixel by pixel. */
export interface DuplicateSummary {
  /** Number of distinct images. */
  readonly distinct: number;
  /** Number of images with more than one sample. */
  readonly groups: number;
  /** Number of samples of such images. */
  readonly rows: number;
  /** Such images whose samples have different labels, and the number of these samples. */
  readonly conflicting: { readonly groups: number; readonly rows: number };
  /** Number of images with samples in more than one split. */
  readonly groupsAcrossSplits: number;
  /** Number of samples in these splits that are copies of training images, which inflates scores. */
  readonly copiesOfTrain: { readonly validation: number; readonly test: number };
}

/** The result of {@link summarize}: plain JSON. */
export interface DatasetSummary {
  readonly name: string;
  /** Number of samples. */
  readonly total: number;
  readonly width: number;
  readonly height: number;
  /** 1 for grey images, 3 for those in colour. */
  readonly channels: Channels;
  readonly labels: readonly string[];
  readonly perLabel: Readonly<Record<string, number>>;
  readonly splits: Readonly<Record<Split, SplitSummary>>;
  /** Mean of all pixels of all samples, 0 black to 1 white. */
  readonly mean: number;
  /** Standard deviation of all pixels, on the same scale. */
  readonly std: number;
  readonly duplicates: DuplicateSummary;
  /** Number of samples with an image of one single grey or colour, and of those that are all black. */
  readonly constant: { readonly rows: number; readonly black: number };
  readonly groups: GroupSummary;
  /** Rows, files and folders that were left out while the dataset was read. */
  readonly skipped: SkippedReport;
  /** Numbers of cropped and of whole pictures; absent unless the dataset was read from picture files. */
  readonly faces?: FaceReport;
}
