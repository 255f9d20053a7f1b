import { FerError } from '../errors';
import type { DatasetColumns } from './DatasetColumns';
import { optionInvalid } from './optionInvalid';
import { SPLITS } from './splits';

/** More labels than a byte can number. */
const MOST_LABELS = 256;

/**
 * Checks that columns belong together, so that everything after may index them without asking.
 * @throws OPTION_INVALID, DATASET_EMPTY
 */
export function checkColumns(columns: DatasetColumns): void {
  const { name, labels, width, height, pixels, rows, labelIndices, splitIndices, softLabels } = columns;
  checkLabels(labels);
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1) throw optionInvalid('width, height', 'whole numbers from 1', side);
  }
  const size = rows.length;
  if (size === 0) throw new FerError('DATASET_EMPTY', { failed: `The dataset "${name}" would have no samples` });
  if (labelIndices.length !== size || splitIndices.length !== size) {
    const received = [labelIndices.length, splitIndices.length];
    throw optionInvalid('labelIndices, splitIndices', `${size} entries each, as many as rows`, received);
  }
  if (softLabels !== undefined && softLabels.length !== size * labels.length) {
    throw optionInvalid('softLabels', `${size} x ${labels.length} numbers`, softLabels.length);
  }
  const images = pixels.length / (width * height);
  if (!Number.isInteger(images)) {
    throw optionInvalid('pixels', `whole images of ${width} x ${height} bytes`, `${pixels.length} bytes`);
  }
  const row = largest(rows);
  if (row >= images) throw optionInvalid('rows', `image numbers below ${images}`, row);
  const label = largest(labelIndices);
  if (label >= labels.length) throw optionInvalid('labelIndices', `label numbers below ${labels.length}`, label);
  const split = largest(splitIndices);
  if (split >= SPLITS.length) throw optionInvalid('splitIndices', `split numbers below ${SPLITS.length}`, split);
}

function largest(column: Uint32Array | Uint8Array): number {
  const count = column.length;
  let most = 0;
  for (let k = 0; k < count; k++) if (column[k]! > most) most = column[k]!;
  return most;
}

/**
 * Checks a list of label names.
 * @throws OPTION_INVALID where it is empty, too long, or has an empty or repeated name
 */
export function checkLabels(labels: readonly string[]): void {
  const valid = labels.length > 0 && labels.length <= MOST_LABELS && labels.every((label) => label.trim() !== '');
  if (!valid || new Set(labels).size !== labels.length) {
    throw optionInvalid('labels', `1 to ${MOST_LABELS} different names`, labels);
  }
}

/**
 * Finds the number of a label.
 * @throws OPTION_INVALID where the dataset does not have it
 */
export function labelIndexOf(labels: readonly string[], label: string, option: string): number {
  const index = labels.indexOf(label);
  if (index < 0) throw optionInvalid(option, `one of the labels ${labels.join(', ')}`, label);
  return index;
}
