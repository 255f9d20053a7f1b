import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { type AllReduce, canNormalizeBatch, normalizeBatch } from '../../kernels/normalizeBatch';
import { convolutionFields, normalizationFields, replaceCall } from '../../tfjs/layers';
import { flattenTensors, unflattenTensors } from './weightGroups';

/** Whether {@link fuseNormalization} changes how a layer of a built network runs. */
export function canFuseNormalization(layer: tf.layers.Layer): boolean {
  const { axis } = normalizationFields(layer);
  const inputs = layer.inboundNodes.flatMap(({ inputShapes }) => inputShapes as tf.Shape[]);
  return canNormalizeBatch() && inputs.every(({ length }) => isLast(axis, length));
}

/**
 * Lets a layer of batch normalisation run in training as one kernel, where the engine in use has it and the layer is of the usual
 * form: over the last axis. Returns the function that gives the layer back as it was.
 * @param statistics - are told what the layer measures
 * @param peers - who has the rest of each batch, whose statistics then are those of all
 */
export function fuseNormalization(
  layer: tf.layers.Layer,
  statistics: RunningStatistics,
  peers?: AllReduce,
): () => void {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = normalizationFields(layer);
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const fits = canNormalizeBatch() && isLast(axis, images.rank);
    if (kwargs.training === true && peers !== undefined && !fits) throw cannotShare(layer);
    if (kwargs.training !== true || !fits) return call(inputs, kwargs);
    return tf.tidy(() => {
      const channels = images.shape.at(-1)!;
      const scale = (gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const shift = (beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      // All that the kernels of TensorFlow take is four axes.
      const hasFourAxes = images.rank === 4;
      const rows = hasFourAxes
        ? images
        : tf.reshape(images, [-1, 1, images.size / channels / images.shape[0], channels]);
      const { normalized, mean, variance } = normalizeBatch(rows, scale, shift, {
        epsilon,
        ...(peers && { allReduce: peers }),
      });
      statistics.measure(movingMean, mean, momentum);
      statistics.measure(movingVariance, variance, momentum);
      return hasFourAxes ? normalized : tf.reshape(normalized, images.shape);
    });
  });
}

const isLast = (axis: number, rank: number): boolean => axis === -1 || axis === rank - 1;

function cannotShare(layer: tf.layers.Layer): FerError {
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `Several workers cannot train the layer "${layer.name}"`,
    expected: 'batch normalisation over the last axis',
    received: `over axis ${normalizationFields(layer).axis}`,
    next: 'Train with one worker.',
  });
}

/** What a layer has measured of a batch. */
export interface Measured {
  readonly statistic: tf.LayerVariable;
  readonly value: tf.Tensor1D;
  readonly momentum: number;
}

/**
 * The running statistics of all layers of batch normalisation. They move after a step's gradients, not within its forward:
 * there tfjs would record each operation, and keep what a gradient of it needs.
 */
export class RunningStatistics {
  #measured: Measured[] = [];

  /** Remembers what a layer has measured; the tensor is kept until {@link follow} or {@link forget}. */
  measure(statistic: tf.LayerVariable, value: tf.Tensor1D, momentum: number): void {
    this.#measured.push({ statistic, value: tf.keep(value), momentum });
  }

  /** What was measured since it was forgotten, in order. */
  get measured(): readonly Measured[] {
    return this.#measured;
  }

  /** Moves the statistics towards what was measured, as Keras does: all at once, and again where a layer ran twice. */
  follow(): void {
    let left = this.#measured;
    tf.tidy(() => {
      while (left.length > 0) {
        const group = firstOfEach(left, left[0]!.momentum);
        move(group, left[0]!.momentum);
        left = left.filter((one) => !group.includes(one));
      }
    });
    this.forget();
  }

  /** Drops what was measured, as after a step that failed. */
  forget(): void {
    tf.dispose(this.#measured.map(({ value }) => value));
    this.#measured = [];
  }
}

/** What each statistic of this momentum measured first. */
function firstOfEach(measured: readonly Measured[], momentum: number): readonly Measured[] {
  const first = new Map<tf.LayerVariable, Measured>();
  for (const one of measured) if (one.momentum === momentum && !first.has(one.statistic)) first.set(one.statistic, one);
  return [...first.values()];
}

function move(measured: readonly Measured[], momentum: number): void {
  const previous = flattenTensors(measured.map(({ statistic }) => statistic.read()));
  const values = flattenTensors(measured.map(({ value }) => value));
  const moved = tf.sub<tf.Tensor1D>(previous, tf.mul(tf.sub(previous, values), 1 - momentum));
  const shapes = measured.map(({ value }) => value.shape);
  unflattenTensors(moved, shapes).forEach((value, index) => measured[index]!.statistic.write(value));
}

/**
 * Spares the gradient of the images, which nothing asks for. Without an activation, tfjs runs a layer of convolution as a
 * fused kernel, whose gradient always computes both, the filter's and the input's; as a plain kernel only what is asked for.
 * Returns the function that gives the layer back as it was.
 */
export function skipImageGradient(layer: tf.layers.Layer): () => void {
  const { kernel, bias, activation, strides, padding, dataFormat, dilationRate } = convolutionFields(layer);
  // With a bias, the fused kernel rounds in another order.
  if (bias !== null || activation.getClassName() !== 'linear' || dataFormat === 'channelsFirst') return () => undefined;
  return replaceCall(layer, () => (inputs) => {
    const [images] = [inputs].flat() as [tf.Tensor4D];
    return tf.conv2d(images, kernel.read() as tf.Tensor4D, strides, padding, 'NHWC', dilationRate);
  });
}
