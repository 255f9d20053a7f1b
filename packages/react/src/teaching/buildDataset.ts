import type { Dataset } from '@ferkit/core/datasets';
import type { SampleLabel } from './SampleCollection';

/** A dataset of collected faces; those that are held out are in the split `validation`. */
export async function buildDataset(labels: readonly SampleLabel[]): Promise<Dataset> {
  const { Dataset: DatasetClass, SPLITS } = await import('@ferkit/core/datasets');
  const samples = labels.flatMap((label, index) => label.samples.map((sample) => ({ ...sample, index })));
  const { width, height } = samples[0]!.image;
  const pixels = new Uint8Array(samples.length * width * height);
  samples.forEach(({ image }, k) => pixels.set(image.pixels, k * width * height));
  return new DatasetClass({
    name: 'collected faces',
    labels: labels.map(({ name }) => name.trim()),
    width,
    height,
    pixels,
    rows: Uint32Array.from(samples.keys()),
    labelIndices: Uint8Array.from(samples, ({ index }) => index),
    splitIndices: Uint8Array.from(samples, ({ heldOut }) => SPLITS.indexOf(heldOut ? 'validation' : 'train')),
  });
}
