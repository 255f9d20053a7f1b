import { augmentImage } from '../datasets/augmentImage';
import type { AugmentOptions } from '../datasets/AugmentOptions';
import type { Dataset } from '../datasets/Dataset';
import type { GrayImage } from '../images/GrayImage';
import type { Preprocessing } from '../images/Preprocessing';
import { toModelInput } from '../images/toModelInput';
import { createRandom } from '../random';
import { drawMixture, mixSamples } from './mixSamples';
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

/** Consecutive samples of a batch. */
export interface BatchShare {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** A batch that is made image by image. */
export type BatchParts = Generator<undefined, Batch, undefined>;

/**
 * Makes one batch of training samples, or a share of it, which is the same as if it were cut out of the whole. Everything
 * random in it follows from the seed, the epoch and the samples, not from the batches made before.
 * @param samples - positions in the dataset, of the whole batch
 */
export function createBatch(
  dataset: Dataset,
  samples: Uint32Array,
  epoch: number,
  options: BatchOptions,
  share: BatchShare = { from: 0, to: samples.length },
): Batch {
  return finishBatch(createInParts(dataset, samples, epoch, options, share));
}

/** Makes a batch as {@link createBatch} does, and pauses after each image. */
export function* createInParts(
  dataset: Dataset,
  samples: Uint32Array,
  epoch: number,
  options: BatchOptions,
  { from, to }: BatchShare,
): BatchParts {
  const { mixup, seed } = options;
  if (mixup === 0 || samples.length === 1) {
    return yield* drawSamples(dataset, samples.subarray(from, to), epoch, options);
  }
  const { share, partners } = drawMixture(samples.length, mixup, createRandom(seed, epoch, samples[0]!, 1));
  // A share needs its partners too, wherever they are in the batch.
  const places = new Map<number, number>();
  const placeOf = (position: number): number => {
    if (!places.has(position)) places.set(position, places.size);
    return places.get(position)!;
  };
  const rows = Array.from({ length: to - from }, (_, row) => placeOf(from + row));
  const others = Array.from(partners.subarray(from, to), placeOf);
  const needed = Uint32Array.from(places.keys(), (position) => samples[position]!);
  return mixSamples(yield* drawSamples(dataset, needed, epoch, options), share, rows, others);
}

/** Makes the rest of a batch. */
export function finishBatch(making: BatchParts): Batch {
  for (;;) {
    const { done, value } = making.next();
    if (done === true) return value;
  }
}

/** Augments and normalises samples, and makes their targets. */
function* drawSamples(dataset: Dataset, samples: Uint32Array, epoch: number, options: BatchOptions): BatchParts {
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
    yield;
  }
  return {
    size: samples.length,
    images: toModelInput(images, input, preprocessing),
    targets: sampleTargets(dataset, samples, options),
  };
}
