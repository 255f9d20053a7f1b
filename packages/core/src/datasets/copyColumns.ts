import type { DatasetColumns } from './DatasetColumns';

/**
 * Copies the columns of a dataset into memory of the caller, e.g. shared memory. Of the pixels only the images in use are
 * copied, because a selection shares the pixels of the whole dataset.
 * @param allocate - returns a buffer of the given size in bytes, for one column
 */
export function copyColumns(dataset: DatasetColumns, allocate: (bytes: number) => ArrayBufferLike): DatasetColumns {
  const { name, labels, width, height, channels = 1, softLabels, sources, groups, skipped, faces } = dataset;
  // Not imageSizeOf: its file would load at once wherever workers may be started.
  const size = width * height * channels;
  const newRows = new Map<number, number>();
  for (const row of dataset.rows) if (!newRows.has(row)) newRows.set(row, newRows.size);
  const pixels = new Uint8Array(allocate(newRows.size * size));
  for (const [row, newRow] of newRows) pixels.set(dataset.pixels.subarray(row * size, (row + 1) * size), newRow * size);
  const rows = new Uint32Array(allocate(dataset.rows.byteLength));
  dataset.rows.forEach((row, sample) => (rows[sample] = newRows.get(row)!));
  const copyBytes = (bytes: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(allocate(bytes.length));
    copy.set(bytes);
    return copy;
  };
  const columns = {
    name,
    labels,
    width,
    height,
    channels,
    pixels,
    rows,
    labelIndices: copyBytes(dataset.labelIndices),
    splitIndices: copyBytes(dataset.splitIndices),
    ...(sources === undefined ? {} : { sources: Array.from(newRows.keys(), (row) => sources[row]) }),
    ...(groups === undefined ? {} : { groups: Array.from(newRows.keys(), (row) => groups[row]) }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(faces === undefined ? {} : { faces }),
  };
  if (softLabels === undefined) return columns;
  const copiedLabels = new Float32Array(allocate(softLabels.byteLength));
  copiedLabels.set(softLabels);
  return { ...columns, softLabels: copiedLabels };
}
