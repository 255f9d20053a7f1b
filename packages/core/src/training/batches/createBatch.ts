import type { ResolvedAugmentOptions } from '../../datasets/AugmentOptions';
import type { Dataset } from '../../datasets/Dataset';
import { augmentPixels } from '../../datasets/augmentImage';
import type { Channels, ModelImage } from '../../images/GrayImage';
import type { Preprocessing } from '../../images/normalizeImages';
import { toModelInput } from '../../images/toModelInput';
import { describeValue } from '../../options';
import { createRandom, permutation, type Random } from '../../random';
import { type Augmentation, callPart, partInvalid } from '../OwnParts';
import type { TrainRecipe } from '../TrainOptions';
import { type CutMix, drawCutMix, pasteBoxes } from './cutMix';
import { drawMixup, type Mixup, mixRows } from './mixup';

/** How samples become batches. */
export interface BatchOptions {
  readonly input: { readonly width: number; readonly height: number; readonly channels?: Channels };
  readonly preprocessing: Preprocessing;
  readonly augment: ResolvedAugmentOptions | Augmentation | false;
  /** Share of each target that is spread evenly over all labels, in [0, 1) (Szegedy et al. 2015, arXiv:1512.00567). */
  readonly labelSmoothing: number;
  /** Alpha of the Beta distribution that mixup draws from. */
  readonly mixup: number | false;
  /** The same for CutMix. With both on, each batch gets one of the two by chance. */
  readonly cutmix: number | false;
  /** For each label the weight of its samples in the loss. */
  readonly labelWeights: Float32Array;
  readonly seed: number;
}

/** The input of one training step. */
export interface Batch {
  readonly size: number;
  /** size x height x width x channels, normalised. */
  readonly images: Float32Array;
  /** size x labels; each row sums to the weight of its sample. */
  readonly targets: Float32Array;
}

/** The samples of a batch that one worker computes: `from` up to, but not including, `to`. */
export interface ShardRange {
  readonly from: number;
  readonly to: number;
}

/** Makes a batch and yields after each image, so that a worker can make the next batch while it waits for others. */
export type BatchGenerator = Generator<undefined, Batch, undefined>;

/** The order of the samples in an epoch, which counts from 0. */
export function orderSamples(size: number, seed: number, epoch: number): Uint32Array {
  return permutation(size, createRandom(seed, epoch));
}

/**
 * Makes one batch of training samples, or a shard of it, which equals the same rows of the whole batch. All random numbers
 * follow from the seed, the epoch and the samples, never from earlier batches.
 * @param samples - positions in the dataset, of the whole batch
 */
export function createBatch(
  dataset: Dataset,
  samples: Uint32Array,
  epoch: number,
  options: BatchOptions,
  shard?: ShardRange,
): Batch {
  return finishBatch(generateBatch(dataset, samples, epoch, options, shard));
}

/** Makes a batch as {@link createBatch} does, image by image. */
export function* generateBatch(
  dataset: Dataset,
  samples: Uint32Array,
  epoch: number,
  options: BatchOptions,
  { from, to }: ShardRange = { from: 0, to: samples.length },
): BatchGenerator {
  const mixing = drawMixing(samples, epoch, options);
  if (mixing === undefined) return yield* drawSamples(dataset, samples.subarray(from, to), epoch, options);
  const { lambda, partners } = mixing;
  // A partner may be in another shard, so a shard also makes the partners of its samples, each sample once.
  const rowByPosition = new Map<number, number>();
  const rowOf = (position: number): number => {
    if (!rowByPosition.has(position)) rowByPosition.set(position, rowByPosition.size);
    return rowByPosition.get(position)!;
  };
  const rows = Array.from({ length: to - from }, (_, index) => rowOf(from + index));
  const partnerRows = Array.from(partners.subarray(from, to), rowOf);
  const needed = Uint32Array.from(rowByPosition.keys(), (position) => samples[position]!);
  const { size, images, targets } = yield* drawSamples(dataset, needed, epoch, options);
  return {
    size: rows.length,
    images:
      'box' in mixing
        ? pasteBoxes(images, options.input, mixing.box, rows, partnerRows)
        : mixRows(images, images.length / size, lambda, rows, partnerRows),
    targets: mixRows(targets, targets.length / size, lambda, rows, partnerRows),
  };
}

/** Draws how the samples of a batch are mixed: by mixup, by CutMix, or not at all. */
function drawMixing(samples: Uint32Array, epoch: number, options: BatchOptions): Mixup | CutMix | undefined {
  const { mixup, cutmix, seed, input } = options;
  if (samples.length === 1) return undefined;
  if (cutmix !== false) {
    const random = createRandom(seed, epoch, samples[0]!, 2);
    const isCutMix = random.next() < 0.5 || mixup === false;
    if (isCutMix) return drawCutMix(samples.length, cutmix, input, random);
  }
  return mixup === false ? undefined : drawMixup(samples.length, mixup, createRandom(seed, epoch, samples[0]!, 1));
}

/** Makes the rest of a batch at once. */
export function finishBatch(generator: BatchGenerator): Batch {
  for (;;) {
    const { done, value } = generator.next();
    if (done === true) return value;
  }
}

/** Augments and normalises samples, and makes their targets. */
function* drawSamples(dataset: Dataset, samples: Uint32Array, epoch: number, options: BatchOptions): BatchGenerator {
  const { augment, seed, input, preprocessing } = options;
  const images: ModelImage[] = [];
  for (const sample of samples) {
    const image = dataset.image(sample);
    if (augment === false) {
      images.push(image);
    } else if ('apply' in augment) {
      images.push(applyOwn(augment, image, createRandom(seed, epoch, sample)));
    } else {
      const pixels = new Uint8Array(image.pixels.length);
      augmentPixels(image, pixels, augment, createRandom(seed, epoch, sample));
      images.push({ ...image, pixels });
    }
    yield;
  }
  return {
    size: samples.length,
    images: toModelInput(images, input, preprocessing),
    targets: createTargets(dataset, samples, options),
  };
}

/** @throws OPTION_INVALID where an own augmentation throws, or gives no image of the same size */
function applyOwn(augment: Augmentation, image: ModelImage, random: Random): ModelImage {
  const result = callPart<Partial<ModelImage> | undefined>('augment', augment, () => augment.apply(image, random));
  const { width, height, pixels } = image;
  if (result?.width === width && result.height === height && result.pixels?.length === pixels.length)
    return { ...image, pixels: result.pixels };
  const received =
    result?.pixels === undefined
      ? describeValue(result)
      : `${String(result.width)} x ${String(result.height)} with ${result.pixels.length} numbers`;
  throw partInvalid('augment', augment, `an image of ${width} x ${height} with ${pixels.length} numbers`, received);
}

/**
 * The target distributions of samples: their soft labels, or one-hot where the dataset has none; smoothed and weighted.
 * @returns samples x labels
 */
function createTargets(
  dataset: Dataset,
  samples: Uint32Array,
  { labelSmoothing, labelWeights }: Pick<BatchOptions, 'labelSmoothing' | 'labelWeights'>,
): Float32Array {
  const labelCount = dataset.labels.length;
  const targets = new Float32Array(samples.length * labelCount);
  samples.forEach((sample, row) => {
    let weight = 0;
    for (let label = 0; label < labelCount; label++) {
      const probability =
        dataset.softLabels === undefined
          ? Number(dataset.labelIndices[sample] === label)
          : dataset.softLabels[sample * labelCount + label]!;
      weight += probability * labelWeights[label]!;
      targets[row * labelCount + label] = probability * (1 - labelSmoothing) + labelSmoothing / labelCount;
    }
    for (let label = 0; label < labelCount; label++) targets[row * labelCount + label]! *= weight;
  });
  return targets;
}

/** The hyperparameter of Cui et al. 2019 that their experiments choose for large data sets. */
const BETA = 0.999;

/** For each label of a dataset the weight of its samples in the loss. `balanced` is scikit-learn's `n / (labels * count)`. */
export function resolveLabelWeights(dataset: Dataset, weights: TrainRecipe['labelWeights']): Float32Array {
  const { labels, labelIndices, size } = dataset;
  if (weights === false) return new Float32Array(labels.length).fill(1);
  if (typeof weights !== 'string') {
    // `weights[label]` alone would find inherited properties: a label may be called "constructor".
    return Float32Array.from(labels, (label) => (Object.hasOwn(weights, label) ? weights[label]! : 1));
  }
  const counts = new Uint32Array(labels.length);
  for (const label of labelIndices) counts[label]!++;
  if (weights === 'balanced') {
    return Float32Array.from(counts, (count) => (count === 0 ? 1 : size / (labels.length * count)));
  }
  // A label without samples has no weight to scale the others by.
  const shares = Array.from(counts, (count) => (count === 0 ? 0 : (1 - BETA) / (1 - BETA ** count)));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.filter((share) => share > 0).length;
  return Float32Array.from(shares, (share) => (share === 0 ? 1 : share / mean));
}
