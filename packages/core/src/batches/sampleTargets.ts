import type { Dataset } from '../datasets/Dataset';
import type { BatchOptions } from './createBatch';

/**
 * The label distributions that training aims at: soft labels where the dataset has them, else certainty, both smoothed and
 * weighted.
 * @returns samples x labels
 */
export function sampleTargets(
  dataset: Dataset,
  samples: Uint32Array,
  { labelSmoothing, labelWeights }: Pick<BatchOptions, 'labelSmoothing' | 'labelWeights'>,
): Float32Array {
  const classes = dataset.labels.length;
  const targets = new Float32Array(samples.length * classes);
  samples.forEach((sample, row) => {
    let weight = 0;
    for (let label = 0; label < classes; label++) {
      const share =
        dataset.softLabels === undefined
          ? Number(dataset.labelIndices[sample] === label)
          : dataset.softLabels[sample * classes + label]!;
      weight += share * labelWeights[label]!;
      targets[row * classes + label] = share * (1 - labelSmoothing) + labelSmoothing / classes;
    }
    for (let label = 0; label < classes; label++) targets[row * classes + label]! *= weight;
  });
  return targets;
}
