import * as tf from '@tensorflow/tfjs';
import { engineOf } from '../backends/selectBackend';
import type { FerModel } from './FerModel';

/**
 * Reads all weights of a network as of the moment of the call: while a GPU transfers them, the network may be trained further or
 * disposed of.
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
 * The values of weights at one moment. Taking it copies nothing: tensors are immutable, an updated weight refers to a new tensor,
 * and the snapshot keeps the old one.
 */
export class WeightSnapshot {
  readonly tensors: readonly tf.Tensor[];

  constructor(tensors: readonly tf.Tensor[]) {
    this.tensors = tensors;
  }

  static of(weights: readonly tf.LayerVariable[]): WeightSnapshot {
    return new WeightSnapshot(weights.map((weight) => tf.keep(weight.read().clone())));
  }

  /** Sets weights to these values. */
  restore(weights: readonly tf.LayerVariable[]): void {
    weights.forEach((weight, index) => weight.write(this.tensors[index]!));
  }

  dispose(): void {
    tf.dispose([...this.tensors]);
  }
}
