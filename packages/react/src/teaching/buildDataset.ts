import type { Dataset } from '@ferkit/core/datasets';
import type { SampleLabel } from './SampleCollection';

const VALIDATION_SHARE = 0.2;

/**
 * A dataset of collected faces; a fifth of the faces of each label is in the split `validation`.
 * @param seed - seed of the split
 */
export async function buildDataset(labels: readonly SampleLabel[], seed: number): Promise<Dataset> {
  const { Dataset: DatasetClass } = await import('@ferkit/core/datasets');
  const samples = labels.flatMap((label, index) => label.samples.map(({ image }) => ({ image, index })));
  const { width, height } = samples[0]!.image;
  const pixels = new Uint8Array(samples.length * width * height);
  samples.forEach(({ image }, k) => pixels.set(image.pixels, k * width * height));
  const dataset = new DatasetClass({
    name: 'collected faces',
    labels: labels.map(({ name }) => name.trim()),
    width,
    height,
    pixels,
    rows: Uint32Array.from(samples.keys()),
    labelIndices: Uint8Array.from(samples, ({ index }) => index),
    splitIndices: new Uint8Array(samples.length),
  });
  return dataset.assignSplits({ train: 1 - VALIDATION_SHARE, validation: VALIDATION_SHARE }, { seed });
}
