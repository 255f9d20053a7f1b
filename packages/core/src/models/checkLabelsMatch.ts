import { FerError } from '../errors';
import type { FerModel } from './FerModel';

/**
 * Checks that data has the labels of a model, in the same order.
 * @throws MODEL_INCOMPATIBLE
 */
export function checkLabelsMatch(
  model: FerModel,
  { labels, name }: { readonly labels: readonly string[]; readonly name: string },
): void {
  if (labels.length === model.labels.length && labels.every((label, index) => label === model.labels[index])) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'labels',
    failed: `The labels of the dataset ${name} are not those of the model`,
    expected: model.labels.join(', '),
    received: labels.join(', '),
    next: 'Choose or merge classes of the dataset, or create the model with { labels: dataset.labels }.',
  });
}
