import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { type AllReduce, canNormalizeBatch, normalizeBatch } from '../../kernels/normalizeBatch';
import { normalizationFields, replaceCall } from '../../tfjs/layers';
import { flattenTensors, unflattenTensors } from './weightGroups';

/** True if {@link fuseNormalization} fuses this layer of a built network. */
export function canFuseNormalization(layer: tf.layers.Layer): boolean {
  const { axis } = normalizationFields(layer);
  const inputs = layer.inboundNodes.flatMap(({ inputShapes }) => inputShapes as tf.Shape[]);
  return canNormalizeBatch() && inputs.every(({ length }) => isLast(axis, length));
}

/**
 * Runs a batch normalisation layer in training as one kernel, if the engine has it and the layer normalises over the last axis.
 * Returns a function that restores the layer.
 * @param statistics - receives the batch's mean and variance
 * @param allReduce - connects shards of one batch, which then share the statistics of the whole batch
 */
export function fuseNormalization(
  layer: tf.layers.Layer,
  statistics: RunningStatistics,
  allReduce?: AllReduce,
): () => void {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = normalizationFields(layer);
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const fits = canNormalizeBatch() && isLast(axis, images.rank);
    if (kwargs.training === true && allReduce !== undefined && !fits) throw cannotShard(layer);
    if (kwargs.training !== true || !fits) return call(inputs, kwargs);
    return tf.tidy(() => {
      const channels = images.shape.at(-1)!;
      const scale = (gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const shift = (beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      // TensorFlow's kernels take four axes only.
      const hasFourAxes = images.rank === 4;
      const rows = hasFourAxes
        ? images
        : tf.reshape(images, [-1, 1, images.size / channels / images.shape[0], channels]);
      const { normalized, mean, variance } = normalizeBatch(rows, scale, shift, {
        epsilon,
        ...(allReduce && { allReduce }),
      });
      statistics.measure(movingMean, mean, momentum);
      statistics.measure(movingVariance, variance, momentum);
      return hasFourAxes ? normalized : tf.reshape(normalized, images.shape);
    });
  });
}

const isLast = (axis: number, rank: number): boolean => axis === -1 || axis === rank - 1;

function cannotShard(layer: tf.layers.Layer): FerError {
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `Several workers cannot train the layer "${layer.name}"`,
    expected: 'batch normalisation over the last axis',
    received: `over axis ${normalizationFields(layer).axis}`,
    next: 'Train with one worker.',
  });
}

/** A mean or variance of one batch, for a running statistic. */
export interface Measurement {
  readonly statistic: tf.LayerVariable;
  readonly value: tf.Tensor1D;
  readonly momentum: number;
}

/**
 * The running statistics of all batch normalisation layers. They are updated after the gradients of a step: within the forward
 * pass, tfjs would record the update on its tape and keep the tensors that its gradient needs.
 */
export class RunningStatistics {
  #measurements: Measurement[] = [];

  /** Adds a measurement; its tensor is kept until {@link update} or {@link clear}. */
  measure(statistic: tf.LayerVariable, value: tf.Tensor1D, momentum: number): void {
    this.#measurements.push({ statistic, value: tf.keep(value), momentum });
  }

  /** The measurements since the last {@link clear}, in order. */
  get measurements(): readonly Measurement[] {
    return this.#measurements;
  }

  /** Moves the statistics towards their measurements, as Keras does, once per measurement, and clears the measurements. */
  update(): void {
    let pending = this.#measurements;
    tf.tidy(() => {
      while (pending.length > 0) {
        const group = firstOfEach(pending, pending[0]!.momentum);
        move(group, pending[0]!.momentum);
        pending = pending.filter((measurement) => !group.includes(measurement));
      }
    });
    this.clear();
  }

  /** Drops all measurements, as after a failed step. */
  clear(): void {
    tf.dispose(this.#measurements.map(({ value }) => value));
    this.#measurements = [];
  }
}

/** The first measurement of each statistic with this momentum. */
function firstOfEach(measurements: readonly Measurement[], momentum: number): readonly Measurement[] {
  const first = new Map<tf.LayerVariable, Measurement>();
  for (const measurement of measurements) {
    if (measurement.momentum === momentum && !first.has(measurement.statistic)) {
      first.set(measurement.statistic, measurement);
    }
  }
  return [...first.values()];
}

function move(measurements: readonly Measurement[], momentum: number): void {
  const previous = flattenTensors(measurements.map(({ statistic }) => statistic.read()));
  const values = flattenTensors(measurements.map(({ value }) => value));
  const moved = tf.sub<tf.Tensor1D>(previous, tf.mul(tf.sub(previous, values), 1 - momentum));
  const shapes = measurements.map(({ value }) => value.shape);
  unflattenTensors(moved, shapes).forEach((value, index) => measurements[index]!.statistic.write(value));
}
