import { FerError } from '../errors';
import type { Channels, ModelImage } from '../images/GrayImage';
import { classOf, isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { didYouMean } from '../findNearest';
import { checkOption, custom, describeValue, integer, nonBlank, oneOf, optionInvalid, textRule } from '../options';
import type { FaceReport } from './FaceReport';
import type { SkippedReport } from './skipped';

/** The columns of a {@link Dataset}. Derived datasets share the pixels; the other columns are small and copied. */
export interface DatasetColumns {
  /** Name for reports. */
  readonly name: string;
  /** Label names in the order of their numbers. */
  readonly labels: readonly string[];
  /**
   * The meaning of the label numbers in the source, where they are not the numbers of FER2013: `RAF-DB: 1 surprise, 2 fear, ...`.
   */
  readonly numbering?: string;
  /** Width of every image in pixels. */
  readonly width: number;
  /** Height of every image in pixels. */
  readonly height: number;
  /** Bytes per pixel: 1 grey, 3 red, green and blue. @default 1 */
  readonly channels?: Channels;
  /** Images x height x width x channels values from 0 to 255, row by row; image `r` starts at `r * width * height * channels`. */
  readonly pixels: Uint8Array;
  /**
   * Sample `k` has image `rows[k]`. In a dataset read from a file this is the number of its row in the file, from 0, with
   * skipped rows counted; selections keep it.
   */
  readonly rows: Uint32Array;
  /** Sample `k` has the label `labels[labelIndices[k]]`. */
  readonly labelIndices: Uint8Array;
  /** Sample `k` belongs to the split `SPLITS[splitIndices[k]]`. */
  readonly splitIndices: Uint8Array;
  /** Label distributions: samples x labels, each row sums to 1. Training uses them instead of `labelIndices`. */
  readonly softLabels?: Float32Array;
  /**
   * The file of each image, by image number, relative to the opened folder with forward slashes; of a CSV its file name. Undefined
   * where it is not known.
   */
  readonly sources?: readonly (string | undefined)[];
  /** The group of each image, by image number: the person it shows. Undefined where it is not known. */
  readonly groups?: readonly (string | undefined)[];
  /** The report of rows, files and folders that were left out while the dataset was read. Selections keep it. */
  readonly skipped?: SkippedReport;
  /** Numbers of cropped and of whole pictures, of a dataset that was read from picture files. Selections keep it. */
  readonly faces?: FaceReport;
}

/** The three parts of a dataset: FER2013's Training, PublicTest and PrivateTest. */
export type Split = 'train' | 'validation' | 'test';

/** The splits in the order of their numbers in `splitIndices`. */
export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

/** One sample of a {@link Dataset}, see {@link Dataset.sample} and {@link Dataset.filter}. */
export interface Sample {
  /** Its position in the dataset. */
  readonly index: number;
  /** The number of its image; in a dataset read from a file, the number of its row, from 0. */
  readonly row: number;
  readonly label: string;
  readonly split: Split;
  readonly image: ModelImage;
  /** The file of the image, relative to the opened folder with forward slashes; of a CSV its file name. Absent if not known. */
  readonly source?: string;
  /** The person that the image shows, or another group of images that belong together. Absent if not known. */
  readonly group?: string;
}

/** The columns of numbers: the class of the array, and of each its number of entries. */
const ARRAYS = {
  pixels: 'Uint8Array',
  rows: 'Uint32Array',
  labelIndices: 'Uint8Array',
  splitIndices: 'Uint8Array',
  softLabels: 'Float32Array',
} as const;

const NEXT: Readonly<Record<string, string>> = {
  pixels:
    'Pixels are whole numbers from 0 to 255: convert values from 0 to 1 with Uint8Array.from(values, (value) => Math.round(255 * value)).',
};

/** Tolerance for the sum of a label distribution: 32-bit floats, as they come from files and networks. */
const SUM_TOLERANCE = 1e-3;

/**
 * Checks types, lengths and numbers of the columns, so that later code may index them without checks.
 * @throws OPTION_INVALID; DATASET_EMPTY without samples
 */
export function checkColumns(columns: DatasetColumns): void {
  if (!isRecord(columns)) throw optionInvalid('columns', 'the columns of a dataset', describeValue(columns));
  const { name, labels, width, height, pixels, rows, labelIndices, splitIndices, softLabels } = columns;
  checkOption('name', name, textRule);
  checkLabels(labels);
  checkOption('width', width, integer({ from: 1 }));
  checkOption('height', height, integer({ from: 1 }));
  if (columns.channels !== undefined) checkOption('channels', columns.channels, oneOf(1, 3));
  for (const [option, array] of Object.entries(ARRAYS)) {
    const column: unknown = columns[option as keyof typeof ARRAYS];
    if (classOf(column) === array || (option === 'softLabels' && column === undefined)) continue;
    throw optionInvalid(
      option,
      `a ${array}`,
      Array.isArray(column) ? 'an array' : describeValue(column),
      nextStep(option, array),
    );
  }
  const size = rows.length;
  if (size === 0) throw new FerError('DATASET_EMPTY', { failed: `The dataset "${name}" would have no samples` });
  if (labelIndices.length !== size || splitIndices.length !== size) {
    const received = `${labelIndices.length} and ${splitIndices.length}`;
    throw optionInvalid('labelIndices, splitIndices', `${size} entries each, as many as rows`, received);
  }
  const images = pixels.length / imageSizeOf(columns);
  if (!Number.isInteger(images)) {
    throw optionInvalid('pixels', `whole images of ${describeSize(columns)} bytes`, `${pixels.length} bytes`);
  }
  checkTexts('sources', columns.sources, images);
  checkTexts('groups', columns.groups, images);
  const row = largest(rows);
  if (row >= images) throw optionInvalid('rows', `image numbers below ${images}`, `${row}`);
  const label = largest(labelIndices);
  if (label >= labels.length) throw optionInvalid('labelIndices', `label numbers below ${labels.length}`, `${label}`);
  const split = largest(splitIndices);
  if (split >= SPLITS.length) throw optionInvalid('splitIndices', `split numbers below ${SPLITS.length}`, `${split}`);
  if (softLabels !== undefined) checkSoftLabels(softLabels, size, labels.length);
}

type Size = Pick<DatasetColumns, 'width' | 'height' | 'channels'>;

/** Bytes of an image of a dataset. */
export const imageSizeOf = ({ width, height, channels = 1 }: Size): number => width * height * channels;

/** The size of a dataset's images in words: `48 x 48`, or in colour `96 x 96 x 3`. */
export const describeSize = ({ width, height, channels = 1 }: Size): string =>
  `${width} x ${height}${channels === 1 ? '' : ` x ${channels}`}`;

/** True if the images of two datasets have the same size and channels. */
export const haveSameSize = (one: Size, other: Size): boolean => describeSize(one) === describeSize(other);

/** Datasets and their columns. Duck-typed, because two copies of the package may be loaded. */
export const datasetRule = custom(
  'a Dataset',
  (value) =>
    isRecord(value) &&
    Object.entries(ARRAYS).every(([name, array]) => name === 'softLabels' || classOf(value[name]) === array),
);

/** True if a dataset has samples in a split. */
export const hasSplit = ({ splitIndices }: DatasetColumns, split: Split): boolean =>
  splitIndices.includes(SPLITS.indexOf(split));

function nextStep(option: string, array: string): string {
  return NEXT[option] ?? `Convert it with ${array}.from(values).`;
}

function checkTexts(option: string, texts: unknown, images: number): void {
  if (texts === undefined) return;
  const isText = (text: unknown): boolean => text === undefined || typeof text === 'string';
  if (Array.isArray(texts) && texts.length === images && texts.every(isText)) return;
  const received = Array.isArray(texts) ? `${texts.length} entries` : describeValue(texts);
  throw optionInvalid(option, `a list of ${images} texts, one for each image`, received);
}

function checkSoftLabels(softLabels: Float32Array, size: number, count: number): void {
  if (softLabels.length !== size * count) {
    throw optionInvalid('softLabels', `${size} x ${count} numbers`, `${softLabels.length}`);
  }
  for (let k = 0; k < size; k++) {
    let sum = 0;
    let least = 0;
    for (let at = k * count; at < (k + 1) * count; at++) {
      sum += softLabels[at]!;
      if (!(softLabels[at]! >= least)) least = softLabels[at]!;
    }
    if (least === 0 && Math.abs(sum - 1) <= SUM_TOLERANCE) continue;
    const expected = 'shares of the labels that are at least 0 and sum to 1 for each sample';
    const received = `${least === 0 ? `a sum of ${sum}` : String(least)} for sample ${k}`;
    throw optionInvalid('softLabels', expected, received, 'Divide votes or scores by their sum.');
  }
}

function largest(column: Uint32Array | Uint8Array): number {
  const count = column.length;
  let most = 0;
  for (let k = 0; k < count; k++) if (column[k]! > most) most = column[k]!;
  return most;
}

/** Names of labels. */
export const labelRule = nonBlank('a name');

/**
 * Checks a list of label names.
 * @throws OPTION_INVALID if it is empty, too long, or has an empty or repeated name
 */
export function checkLabels(labels: readonly string[]): void {
  checkOption('labels', labels, labelsRule(1));
}

/**
 * Finds the number of a label.
 * @param option - the option or argument that names the label, for the message
 * @throws OPTION_INVALID if the dataset does not have it
 */
export function labelIndexOf(labels: readonly string[], label: string, option: string): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw optionInvalid(
    option,
    `one of the labels ${labels.join(', ')}`,
    describeValue(label),
    didYouMean(label, labels),
  );
}
