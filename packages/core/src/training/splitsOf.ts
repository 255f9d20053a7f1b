import type { Dataset } from '../datasets/Dataset';
import { SPLITS } from '../datasets/splits';
import type { TrainData } from './train';

/** What a dataset says by its splits: what to learn from, and what to judge by where there is such a split. */
export function splitsOf(dataset: Dataset): TrainData {
  return dataset.splitIndices.includes(SPLITS.indexOf('validation'))
    ? { train: dataset.split('train'), validation: dataset.split('validation') }
    : { train: dataset.split('train') };
}
