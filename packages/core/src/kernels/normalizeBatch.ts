import * as tf from '@tensorflow/tfjs';
import { hasKernel, runKernel } from '../tfjs/kernels';

/** The kernels of {@link normalizeBatch}: two passes, where the operations of tfjs take a dozen. */
export const normalizeBatchKernels = {
  forward: 'FerkitNormalizeBatch',
  gradient: 'FerkitNormalizeBatchGradient',
} as const;

/** Outputs of the forward kernel that {@link normalizeBatch} returns; further ones are kept for the gradient kernel. */
const PUBLIC_OUTPUTS = 3;

/** Maximum number of outputs that a forward kernel keeps for the gradient kernel: TensorFlow's reserve spaces. */
const MAX_RESERVES = 3;

/** A sum across data-parallel workers, each of which computes a shard of the same batch. */
export interface AllReduce {
  /**
   * Replaces the values by their sums over all workers, which are bit-identical on each. Blocks until every worker has called it; all
   * workers have to make the same calls, with the same number of values.
   */
  sum(values: Float64Array): void;
}

/** Attributes of both kernels. */
export interface NormalizeBatchAttributes {
  /** Added to the variance. */
  readonly epsilon: number;
  /** For a batch that is sharded over workers: sums the statistics, so that they cover the whole batch. Only on wasm. */
  readonly allReduce?: AllReduce;
}

/** A batch normalised by its own statistics. */
interface NormalizedBatch {
  /** Of the shape of the images. */
  readonly normalized: tf.Tensor;
  /** Mean of each channel over batch, rows and columns. */
  readonly mean: tf.Tensor1D;
  /** Population variance of each channel, as in Keras. */
  readonly variance: tf.Tensor1D;
}

/** True if the engine in use has the kernels of {@link normalizeBatch}. */
export function canNormalizeBatch(): boolean {
  return hasKernel(normalizeBatchKernels.forward);
}

/**
 * Batch normalisation in training as one kernel, with its gradient as another (S. Ioffe and C. Szegedy 2015, arXiv:1502.03167).
 * @param images - [batch, height, width, channels]
 * @param gamma - scale, [channels]
 * @param beta - offset, [channels]
 */
export function normalizeBatch(
  images: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  attributes: NormalizeBatchAttributes,
): NormalizedBatch {
  const inputs = { images, gamma, beta };
  const [normalized, mean, variance] = runKernel(normalizeBatchKernels.forward, inputs, attributes);
  return { normalized: normalized!, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

/** Registers the gradient of {@link normalizeBatch} with tfjs. As in Keras, mean and variance have no gradient of their own. */
export function registerNormalizeBatchGradient(): void {
  tf.registerGradient({
    kernelName: normalizeBatchKernels.forward,
    inputsToSave: ['images', 'gamma'],
    outputsToSave: [...Array<boolean>(PUBLIC_OUTPUTS).fill(false), ...Array<boolean>(MAX_RESERVES).fill(true)],
    gradFunc: (dy, saved, attributes) => {
      const [images, gamma, ...reserves] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
      const inputs = { dy: (dy as tf.Tensor[])[0]!, images, gamma };
      const named = Object.fromEntries(reserves.map((reserve, index) => [`reserve${index}`, reserve]));
      const [ofImages, ofGamma, ofBeta] = runKernel(
        normalizeBatchKernels.gradient,
        { ...inputs, ...named },
        attributes,
      );
      return { images: () => ofImages!, gamma: () => ofGamma!, beta: () => ofBeta! };
    },
  });
}
