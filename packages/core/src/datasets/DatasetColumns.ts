import { FerError } from '../errors';
import type { GrayImage } from '../images/GrayImage';
import { describeValue, optionInvalid } from '../options';
import type { SkippedReport } from './skipped';

/** The columns of a {@link Dataset}. Derived datasets share the pixels; the other columns are small and copied. */
export interface DatasetColumns {
  /** Name for reports. */
  readonly name: string;
  /** Label names in the order of their numbers. */
  readonly labels: readonly string[];
  /** Width of every image in pixels. */
  readonly width: number;
  /** Height of every image in pixels. */
  readonly height: number;
  /** Images x height x width grey values, 0 black to 255 white; image `r` starts at `r * width * height`. */
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
  /** What was left out while the dataset was read. Selections keep it. */
  readonly skipped?: SkippedReport;
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
  readonly image: GrayImage;
  /** The file of the image, relative to the opened folder with forward slashes; of a CSV its file name. Absent if not known. */
  readonly source?: string;
  /** The person that the image shows, or another group of images that belong together. Absent if not known. */
  readonly group?: string;
}

/** Limit of labels: their numbers are bytes. */
const MOST_LABELS = 256;

/**
 * Checks that lengths and numbers of the columns match, so that later code may index them without checks.
 * @throws OPTION_INVALID; DATASET_EMPTY without samples
 */
export function checkColumns(columns: DatasetColumns): void {
  const { name, labels, width, height, pixels, rows, labelIndices, splitIndices, softLabels, sources, groups } =
    columns;
  checkLabels(labels);
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1)
      throw optionInvalid('width, height', 'whole numbers from 1', describeValue(side));
  }
  const size = rows.length;
  if (size === 0) throw new FerError('DATASET_EMPTY', { failed: `The dataset "${name}" would have no samples` });
  if (labelIndices.length !== size || splitIndices.length !== size) {
    const received = `${labelIndices.length} and ${splitIndices.length}`;
    throw optionInvalid('labelIndices, splitIndices', `${size} entries each, as many as rows`, received);
  }
  if (softLabels !== undefined && softLabels.length !== size * labels.length) {
    throw optionInvalid('softLabels', `${size} x ${labels.length} numbers`, `${softLabels.length}`);
  }
  const images = pixels.length / (width * height);
  if (!Number.isInteger(images)) {
    throw optionInvalid('pixels', `whole images of ${width} x ${height} bytes`, `${pixels.length} bytes`);
  }
  for (const [option, texts] of Object.entries({ sources, groups })) {
    if (texts !== undefined && texts.length !== images) {
      throw optionInvalid(option, `${images} entries, one for each image`, `${texts.length}`);
    }
  }
  const row = largest(rows);
  if (row >= images) throw optionInvalid('rows', `image numbers below ${images}`, `${row}`);
  const label = largest(labelIndices);
  if (label >= labels.length) throw optionInvalid('labelIndices', `label numbers below ${labels.length}`, `${label}`);
  const split = largest(splitIndices);
  if (split >= SPLITS.length) throw optionInvalid('splitIndices', `split numbers below ${SPLITS.length}`, `${split}`);
}

function largest(column: Uint32Array | Uint8Array): number {
  const count = column.length;
  let most = 0;
  for (let k = 0; k < count; k++) if (column[k]! > most) most = column[k]!;
  return most;
}

/**
 * Checks a list of label names.
 * @throws OPTION_INVALID if it is empty, too long, or has an empty or repeated name
 */
export function checkLabels(labels: readonly string[]): void {
  const valid = labels.length > 0 && labels.length <= MOST_LABELS && labels.every((label) => label.trim() !== '');
  if (!valid || new Set(labels).size !== labels.length) {
    throw optionInvalid('labels', `1 to ${MOST_LABELS} different names`, describeValue(labels));
  }
}

/**
 * Finds the number of a label.
 * @param option - the option or argument that names the label, for the message
 * @throws OPTION_INVALID if the dataset does not have it
 */
export function labelIndexOf(labels: readonly string[], label: string, option: string): number {
  const index = labels.indexOf(label);
  if (index < 0) throw optionInvalid(option, `one of the labels ${labels.join(', ')}`, describeValue(label));
  return index;
}
