import * as tf from '@tensorflow/tfjs';
import { engineOf } from '../backends/selectBackend';
import type { FerModel } from './FerModel';

/**
 * Reads all weights of a network as they are at the moment of the call: a GPU takes its time to hand them over, in which the
 * network may be trained further or disposed of.
 * @throws DISPOSED, BACKEND_LOST
 */
export async function copyWeights(model: FerModel): Promise<ReadonlyMap<tf.LayerVariable, Float32Array>> {
  model.assertUsable();
  return engineOf(model.backend).runAsync(async () => {
    const { weights } = model.layers;
    const snapshot = WeightSnapshot.of(weights);
    try {
      const values = await Promise.all(snapshot.tensors.map((tensor) => tensor.data()));
      return new Map(weights.map((weight, index) => [weight, values[index] as Float32Array]));
    } finally {
      snapshot.dispose();
    }
  });
}

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
