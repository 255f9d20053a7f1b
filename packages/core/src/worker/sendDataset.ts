import { copyColumns } from '../datasets/copyColumns';
import type { Dataset } from '../datasets/Dataset';
import type { DatasetColumns } from '../datasets/DatasetColumns';

/**
 * The columns of a dataset, copied for their way to a worker.
 * @param transfer - collects what is handed over rather than copied on the way
 */
export function sendDataset(dataset: Dataset, transfer: Transferable[]): DatasetColumns {
  return copyColumns(dataset, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    transfer.push(buffer);
    return buffer;
  });
}
