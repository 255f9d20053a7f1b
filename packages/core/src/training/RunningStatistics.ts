import * as tf from '@tensorflow/tfjs';
import { flattenTensors, unflattenTensors } from './flattenTensors';

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
