import * as tf from '@tensorflow/tfjs';
import type { NormalizedBatch } from './normalizeBatch';

/** The kernels of {@link normalizeInParts}. */
export const normalizationParts = {
  /** images [rows, ..., channels] -> mean and sum of squared deviations, each [channels]. */
  moments: 'FerkitBatchMoments',
  /** dy, x, mean -> the sums over the batch of dy and of dy (x - mean), each [channels]. */
  gradientSums: 'FerkitNormGradientSums',
  /** dy, x, mean, factor, slope, offset -> dy factor + (x - mean) slope + offset. */
  gradient: 'FerkitNormGradient',
} as const;

/** Those who compute the other parts of the same batch at the same time. */
export interface BatchPeers {
  /**
   * Adds up the numbers that each of them brings, in place: all get the same sums to the bit. Every one of them must call it
   * equally often and with equally many numbers; it returns when all have.
   */
  sum(values: Float64Array): void;
}

/** Whether the engine in use can {@link normalizeInParts}. Reading small tensors must cost nothing on it. */
export function canNormalizeInParts(): boolean {
  return Object.values(normalizationParts).every(
    (kernel) => (tf.getKernel(kernel, tf.getBackend()) as tf.KernelConfig | undefined) !== undefined,
  );
}

/**
 * Batch normalisation in training (S. Ioffe and C. Szegedy 2015, arXiv:1502.03167) by the statistics of a batch of which this
 * thread may have a part only: forwards and backwards it takes two passes over its own part, and one sum over all parts of
 * what belongs to channels.
 * @param images - [batch, height, width, channels]
 * @param gamma - [channels]
 * @param beta - [channels]
 */
export function normalizeInParts(
  images: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  peers: BatchPeers | undefined,
): NormalizedBatch {
  const { count, mean: means, variance: variances } = findMoments(images, peers);
  const channels = means.length;
  const mean = perChannel(means);
  const variance = perChannel(variances);
  const scales = readNow(gamma);
  const inverses = variances.map((value) => 1 / Math.sqrt(value + epsilon));

  const normalize = tf.customGrad<tf.Tensor4D>((...inputs) => {
    const [x, scale, shift, save] = inputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, mean]);
    return {
      value: tf.batchNorm(x, mean, variance, shift, scale, epsilon),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [ofX, ofMean] = saved as [tf.Tensor, tf.Tensor];
        const [sums, products] = run('gradientSums', { dy, x: ofX, mean: ofMean }) as [tf.Tensor, tf.Tensor];
        const ownProducts = readNow(products);
        const totals = new Float64Array(2 * channels);
        totals.set(readNow(sums));
        totals.set(ownProducts, channels);
        peers?.sum(totals);
        const factors = inverses.map((inverse, channel) => scales[channel]! * inverse);
        const slopes = factors.map(
          (factor, channel) => (-factor * inverses[channel]! ** 2 * totals[channels + channel]!) / count,
        );
        const offsets = factors.map((factor, channel) => (-factor * totals[channel]!) / count);
        const gradient = run('gradient', {
          dy,
          x: ofX,
          mean: ofMean,
          factor: perChannel(factors),
          slope: perChannel(slopes),
          offset: perChannel(offsets),
        });
        const ofScale = inverses.map((inverse, channel) => ownProducts[channel]! * inverse);
        // Those of scale and shift are of this part alone: whoever sums the gradients of all weights sums them too.
        return [gradient as tf.Tensor, perChannel(ofScale), sums];
      },
    };
  });
  return { normalized: normalize(images, gamma, beta), mean, variance };
}

/** Mean and variance of each channel over all parts of a batch, and how many numbers a channel has. */
function findMoments(
  images: tf.Tensor4D,
  peers: BatchPeers | undefined,
): { readonly count: number; readonly mean: Float64Array; readonly variance: Float64Array } {
  const [ownMean, ownSquares] = (run('moments', { images }) as tf.Tensor[]).map(readNow);
  const channels = images.shape[3];
  const ownCount = images.size / channels;
  // Sums of squares of doubles lose nothing that the single precision of the parts still had.
  const sums = new Float64Array(2 * channels + 1);
  ownMean!.forEach((mean, channel) => {
    sums[channel] = mean * ownCount;
    sums[channels + channel] = ownSquares![channel]! + mean * mean * ownCount;
  });
  sums[2 * channels] = ownCount;
  peers?.sum(sums);
  const count = sums[2 * channels]!;
  const mean = sums.subarray(0, channels).map((sum) => sum / count);
  const variance = mean.map((value, channel) => Math.max(0, sums[channels + channel]! / count - value * value));
  return { count, mean, variance };
}

/** As the kernels take them: one number for each channel, in single precision. */
const perChannel = (values: Float64Array): tf.Tensor1D => tf.tensor1d(new Float32Array(values));

function run(
  part: keyof typeof normalizationParts,
  inputs: Readonly<Record<string, tf.Tensor>>,
): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(normalizationParts[part], inputs);
}

/** The numbers of a small tensor; an engine that has the kernels of this file keeps them in reach of this thread. */
// eslint-disable-next-line no-restricted-properties -- see above
const readNow = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
