import type { Dataset } from '../../datasets/Dataset';
import { augmentImage } from '../../datasets/augmentImage';
import type { GrayImage } from '../../images/GrayImage';
import { toModelInput } from '../../images/toModelInput';
import { createRandom } from '../../random';
import { type Batch, type BatchOptions, drawMixture, mixSamples } from './mixup';

/** Consecutive samples of a batch. */
export interface BatchShard {
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
  share: BatchShard = { from: 0, to: samples.length },
): Batch {
  return finishBatch(createInParts(dataset, samples, epoch, options, share));
}

/** Makes a batch as {@link createBatch} does, and pauses after each image. */
export function* createInParts(
  dataset: Dataset,
  samples: Uint32Array,
  epoch: number,
  options: BatchOptions,
  { from, to }: BatchShard,
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

/**
 * The label distributions that training aims at: soft labels where the dataset has them, else certainty, both smoothed and
 * weighted.
 * @returns samples x labels
 */
function sampleTargets(
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
