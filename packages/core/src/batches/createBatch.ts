import { augmentImage } from '../datasets/augmentImage';
import type { AugmentOptions } from '../datasets/AugmentOptions';
import type { Dataset } from '../datasets/Dataset';
import type { GrayImage } from '../images/GrayImage';
import type { Preprocessing } from '../images/Preprocessing';
import { toModelInput } from '../images/toModelInput';
import { createRandom } from '../random';
import { mixSamples } from './mixSamples';
import { sampleTargets } from './sampleTargets';

/** How samples become batches. */
export interface BatchOptions {
  readonly input: { readonly width: number; readonly height: number };
  readonly preprocessing: Preprocessing;
  readonly augment: AugmentOptions | false;
  /** Share of each target that is spread evenly over all labels (Szegedy et al. 2015, arXiv:1512.00567). */
  readonly labelSmoothing: number;
  /** Parameter of the Beta distribution that mixup draws from (Zhang et al. 2017, arXiv:1710.09412); 0 is off. */
  readonly mixup: number;
  /** What a sample's loss is multiplied by, for each label. */
  readonly labelWeights: Float32Array;
  readonly seed: number;
}

/** What one training step works on. */
export interface Batch {
  readonly size: number;
  /** size x height x width, normalised. */
  readonly images: Float32Array;
  /** size x labels; each row sums to the weight of its sample. */
  readonly targets: Float32Array;
}

/**
 * Makes one batch of training samples. Everything random in it follows from the seed, the epoch and the samples, not from
 * the batches made before.
 * @param samples - positions in the dataset
 */
export function createBatch(dataset: Dataset, samples: Uint32Array, epoch: number, options: BatchOptions): Batch {
  const { augment, seed, input, preprocessing } = options;
  const images: GrayImage[] = [];
  for (const sample of samples) {
    const image = dataset.image(sample);
    if (augment === false) {
      images.push(image);
    } else {
      const pixels = new Uint8Array(image.pixels.length);
      augmentImage(image, pixels, augment, createRandom(seed, epoch, sample));
      images.push({ ...image, pixels });
    }
  }
  const batch: Batch = {
    size: samples.length,
    images: toModelInput(images, input, preprocessing),
    targets: sampleTargets(dataset, samples, options),
  };
  if (options.mixup > 0 && samples.length > 1) {
    mixSamples(batch, options.mixup, createRandom(seed, epoch, samples[0]!, 1));
  }
  return batch;
}
