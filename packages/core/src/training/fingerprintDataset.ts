import type { Dataset } from '../datasets/Dataset';

/**
 * A number that changes when the samples of a dataset, their order or their labels do. It tells a resumed run that its data is
 * not what it was; it is not made to withstand forgery (FNV-1a).
 */
export function fingerprintDataset(dataset: Dataset): string {
  let hash = 0x811c9dc5;
  const add = (values: Uint8Array | Uint8ClampedArray): void => {
    for (const value of values) hash = Math.imul(hash ^ value, 0x01000193);
  };
  add(dataset.labelIndices);
  if (dataset.softLabels !== undefined) add(new Uint8Array(dataset.softLabels.slice().buffer));
  for (let sample = 0; sample < dataset.size; sample++) add(dataset.image(sample).pixels);
  return `${dataset.size} samples of ${dataset.labels.join(', ')}, ${(hash >>> 0).toString(16).padStart(8, '0')}`;
}
