import type { Dataset } from '../index';

/**
 * The dataset with its labels numbered as the model does, where both have the same ones. A folder's labels come in the
 * order of their names, FER2013's in that of their numbers. Other labels are left for the library to refuse.
 */
export function matchLabels(dataset: Dataset, labels: readonly string[]): Dataset {
  const isSame = dataset.labels.every((label, index) => label === labels[index]);
  const areEqual = dataset.labels.length === labels.length && labels.every((label) => dataset.labels.includes(label));
  return areEqual && !isSame ? dataset.classes(labels) : dataset;
}
