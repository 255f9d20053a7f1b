import * as tf from '@tensorflow/tfjs';
import { hasKernel, runKernel } from '../tfjs/kernels';

/** The kernels of {@link normalizeBatch}; an engine that has both normalises in two passes instead of a dozen. */
export const normalizeBatchKernels = {
  forward: 'FerkitNormalizeBatch',
  gradient: 'FerkitNormalizeBatchGradient',
} as const;

/** The outputs of the forward kernel that its caller sees; any after these are its gradient's own. */
const PUBLIC_OUTPUTS = 3;

/** Of the forward kernel, for its gradient. */
const MOST_RESERVES = 3;

/** Those who compute the other parts of the same batch at the same time. */
export interface AllReduce {
  /**
   * Adds up the numbers that each of them brings, in place: all get the same sums to the bit. Every one of them must call it
   * equally often and with equally many numbers; it returns when all have.
   */
  sum(values: Float64Array): void;
}

/** What both kernels are told. */
export interface NormalizeBatchAttributes {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Who has the rest of the batch, whose statistics then are those of all; only the kernels of wasm can share one. */
  readonly peers?: AllReduce;
}

/** A batch normalised by itself. */
interface NormalizedBatch {
  readonly normalized: tf.Tensor;
  /** Of each channel, over batch, rows and columns. */
  readonly mean: tf.Tensor1D;
  /** The same, of the batch as the whole population, as Keras counts it. */
  readonly variance: tf.Tensor1D;
}

/** Whether the engine in use can {@link normalizeBatch}. */
export function canNormalizeBatch(): boolean {
  return hasKernel(normalizeBatchKernels.forward);
}

/**
 * Batch normalisation in training as one kernel, with its gradient as another (S. Ioffe and C. Szegedy 2015, arXiv:1502.03167).
 * @param images - [batch, height, width, channels]
 * @param gamma - [channels]
 * @param beta - [channels]
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

/** Teaches tfjs how to go backwards through {@link normalizeBatch}. Statistics are constants to it, as in Keras. */
export function registerNormalizeBatchGradient(): void {
  tf.registerGradient({
    kernelName: normalizeBatchKernels.forward,
    inputsToSave: ['images', 'gamma'],
    outputsToSave: [...Array<boolean>(PUBLIC_OUTPUTS).fill(false), ...Array<boolean>(MOST_RESERVES).fill(true)],
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

/** Images [..., channels] and what they are normalised by, each [channels]; tfjs calls gamma scale and beta offset. */
export interface ChannelStatistics extends Readonly<Record<string, tf.TensorInfo | undefined>> {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly scale?: tf.TensorInfo;
  readonly offset?: tf.TensorInfo;
}

/** Whether it is floats that are normalised, by a number for each channel: tfjs takes statistics of other shapes too. */
export function isPerChannel({ x, mean, variance, scale, offset }: ChannelStatistics): boolean {
  const channels = x.shape.at(-1);
  const statistics = [mean, variance, scale, offset].filter((tensor) => tensor !== undefined);
  return x.dtype === 'float32' && statistics.every(({ shape }) => shape.length === 1 && shape[0] === channels);
}
