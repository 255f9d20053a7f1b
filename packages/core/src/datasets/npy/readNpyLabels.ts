import type { Abortable } from '../../abortable';
import { EXPRESSIONS } from '../../labels';
import { malformed } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { optionInvalid } from '../optionInvalid';
import type { DataStream } from '../sources/DataStream';
import { readNpy } from './readNpy';

/** Labels out of an array. */
export interface NpyLabels {
  readonly labels: readonly string[];
  readonly labelIndices: Uint8Array;
  /** Where the array has distributions and not one-hot rows. */
  readonly softLabels?: Float32Array;
}

/** How far the sum of a distribution may be from 1. */
const TOLERANCE = 1e-3;

/**
 * Reads an array of labels: n (x 1) label numbers, or n x labels, one-hot or distributions.
 * @throws DATASET_MALFORMED, and OPTION_INVALID where it has other than seven labels and `labels` does not name them
 */
export async function readNpyLabels(
  stream: DataStream,
  count: number,
  options: OpenDatasetOptions & Abortable,
): Promise<NpyLabels> {
  const source = stream.name;
  let values = new Float32Array(0);
  let columns = 1;
  await readNpy(stream, ({ shape, count: size }) => {
    columns = shape[1] ?? 1;
    if (shape[0] !== count || shape.length > 2 || columns > 256) {
      const received = `one of ${shape.join(' x ') || 'no axes'}`;
      throw malformed({ source, expected: `an array of ${count} labels, or ${count} x labels`, received });
    }
    values = new Float32Array(size);
    return (piece, first) => values.set(piece, first);
  });
  return columns === 1 ? fromNumbers(source, values, options) : fromRows(source, values, columns, options);
}

function fromNumbers(source: string, values: Float32Array, options: OpenDatasetOptions): NpyLabels {
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value > 255);
  if (bad >= 0) throw atRow(source, bad, 'a label number from 0', `${values[bad]!}`);
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  const labels = namesFor(most + 1, options);
  if (most >= labels.length) {
    throw atRow(source, values.indexOf(most), `a label number below ${labels.length}`, `${most}`);
  }
  return { labels, labelIndices: Uint8Array.from(values) };
}

function fromRows(source: string, values: Float32Array, columns: number, options: OpenDatasetOptions): NpyLabels {
  const count = values.length / columns;
  const labels = namesFor(columns, options);
  if (labels.length !== columns) throw optionInvalid('labels', `${columns} names, one a column`, labels);
  const labelIndices = new Uint8Array(count);
  let hard = true;
  for (let k = 0; k < count; k++) {
    const row = values.subarray(k * columns, (k + 1) * columns);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) < TOLERANCE) || row.some((value) => value < 0)) {
      throw atRow(source, k, 'shares from 0 that sum to 1', `[${[...row.subarray(0, 12)].join(', ')}]`);
    }
    labelIndices[k] = row.indexOf(Math.max(...row));
    hard &&= row.every((value) => value === 0 || value === 1);
  }
  return hard ? { labels, labelIndices } : { labels, labelIndices, softLabels: values };
}

/** Seven labels without names are FER2013's; guessing any other number would mislabel somebody's data. */
function namesFor(count: number, { labels }: OpenDatasetOptions): readonly string[] {
  if (labels !== 'auto') return labels;
  if (count === EXPRESSIONS.length) return EXPRESSIONS;
  throw optionInvalid('labels', `the names of the array's ${count} labels, in their order`, labels);
}

function atRow(source: string, row: number, expected: string, received: string): Error {
  return malformed({ source, column: `row ${row}`, expected, received });
}
