import type { Dataset } from '../datasets/Dataset';
import type { TrainOptions } from './TrainOptions';

/** What the loss of a sample is multiplied by, for each label of a dataset. `balanced` is scikit-learn's `n / (classes * count)`. */
export function labelWeights(dataset: Dataset, classWeights: TrainOptions['classWeights']): Float32Array {
  const { labels, labelIndices, size } = dataset;
  if (classWeights === 'none') return new Float32Array(labels.length).fill(1);
  if (classWeights !== 'balanced') {
    // Labels may be called as what each object has from its prototype.
    return Float32Array.from(labels, (label) => (Object.hasOwn(classWeights, label) ? classWeights[label]! : 1));
  }
  const counts = new Uint32Array(labels.length);
  for (const label of labelIndices) counts[label]!++;
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : size / (labels.length * count)));
}
