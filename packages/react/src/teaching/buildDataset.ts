import type { Dataset } from '@ferkit/core/datasets';
import type { SampleLabel } from './SampleLabel';

/** What of the faces of each label is kept to be judged by. */
const VALIDATION = 0.2;

/**
 * The faces of some labels as a dataset, a fifth of each label's in its split `validation`.
 * @param seed - decides which
 */
export async function buildDataset(labels: readonly SampleLabel[], seed: number): Promise<Dataset> {
  const { Dataset: Collected } = await import('@ferkit/core/datasets');
  const samples = labels.flatMap((label, index) => label.samples.map(({ image }) => ({ image, index })));
  const { width, height } = samples[0]!.image;
  const pixels = new Uint8Array(samples.length * width * height);
  samples.forEach(({ image }, k) => pixels.set(image.pixels, k * width * height));
  const all = new Collected({
    name: 'collected faces',
    labels: labels.map(({ name }) => name.trim()),
    width,
    height,
    pixels,
    rows: Uint32Array.from(samples.keys()),
    labelIndices: Uint8Array.from(samples, ({ index }) => index),
    splitIndices: new Uint8Array(samples.length),
  });
  return all.assignSplits({ train: 1 - VALIDATION, validation: VALIDATION }, { seed });
}
