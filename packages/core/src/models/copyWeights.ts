import type * as tf from '@tensorflow/tfjs';
import { untilLost } from '../backends/engineHealth';
import { useBackend } from '../backends/useBackend';
import type { FerModel } from './FerModel';
import { WeightSnapshot } from './WeightSnapshot';

/**
 * Reads all weights of a network as they are at the moment of the call: a GPU takes its time to hand them over, in which the
 * network may be trained further or disposed of.
 * @throws DISPOSED, BACKEND_LOST
 */
export async function copyWeights(model: FerModel): Promise<ReadonlyMap<tf.LayerVariable, Float32Array>> {
  model.assertUsable();
  useBackend(model.backend);
  const { weights } = model.layers;
  const snapshot = WeightSnapshot.of(weights);
  try {
    const values = await untilLost(model.backend, () => Promise.all(snapshot.tensors.map((tensor) => tensor.data())));
    return new Map(weights.map((weight, index) => [weight, values[index] as Float32Array]));
  } finally {
    snapshot.dispose();
  }
}
