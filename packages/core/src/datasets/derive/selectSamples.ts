import type { DatasetColumns } from '../DatasetColumns';

/** Takes the samples at the given positions, in that order; a position may come more than once. Pixels are shared. */
export function selectSamples(columns: DatasetColumns, positions: ArrayLike<number>): DatasetColumns {
  const { name, labels, width, height, pixels, softLabels } = columns;
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
  const selected = { name, labels, width, height, pixels, rows, labelIndices, splitIndices };
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

/** Takes the samples for which a test of their position holds, in their order. */
export function selectWhere(columns: DatasetColumns, holds: (position: number) => boolean): DatasetColumns {
  const positions: number[] = [];
  for (let k = 0; k < columns.rows.length; k++) if (holds(k)) positions.push(k);
  return selectSamples(columns, positions);
}
