import type { Dataset } from '../datasets/Dataset';
import type { DatasetColumns } from '../datasets/DatasetColumns';

/**
 * The columns of a dataset, copied for their way to a worker; of the pixels only the images that it shows, since a part
 * of a dataset shares those of the whole.
 * @param transfer - collects what is handed over rather than copied on the way
 */
export function sendDataset(dataset: Dataset, transfer: Transferable[]): DatasetColumns {
  const { name, labels, width, height, softLabels } = dataset;
  const size = width * height;
  const places = new Map<number, number>();
  for (const row of dataset.rows) if (!places.has(row)) places.set(row, places.size);
  const pixels = new Uint8Array(places.size * size);
  for (const [row, place] of places) pixels.set(dataset.pixels.subarray(row * size, (row + 1) * size), place * size);
  const columns = {
    pixels,
    rows: dataset.rows.map((row) => places.get(row)!),
    labelIndices: dataset.labelIndices.slice(),
    splitIndices: dataset.splitIndices.slice(),
    ...(softLabels === undefined ? {} : { softLabels: softLabels.slice() }),
  };
  for (const column of Object.values(columns)) transfer.push(column.buffer);
  return { name, labels, width, height, ...columns };
}
