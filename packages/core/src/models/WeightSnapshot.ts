import * as tf from '@tensorflow/tfjs';

/**
 * The values of some weights at one moment. Taking it copies nothing: tensors never change, a weight that is updated moves on
 * to a new one and the snapshot keeps the old.
 */
export class WeightSnapshot {
  readonly tensors: readonly tf.Tensor[];

  constructor(tensors: readonly tf.Tensor[]) {
    this.tensors = tensors;
  }

  static of(weights: readonly tf.LayerVariable[]): WeightSnapshot {
    return new WeightSnapshot(weights.map((weight) => tf.keep(weight.read().clone())));
  }

  /** Gives the weights these values. */
  restore(weights: readonly tf.LayerVariable[]): void {
    weights.forEach((weight, index) => weight.write(this.tensors[index]!));
  }

  dispose(): void {
    tf.dispose([...this.tensors]);
  }
}
