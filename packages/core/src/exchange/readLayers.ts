import type * as tf from '@tensorflow/tfjs';
import { copyWeights } from '../models/copyWeights';
import type { FerModel } from '../models/FerModel';
import { readNetwork } from './keras/readNetwork';
import type { Network } from './Network';

/**
 * Reads a network that stands on a backend.
 * @throws DISPOSED, BACKEND_LOST, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE
 */
export async function readLayers(model: FerModel, source: string): Promise<Network> {
  const { layers } = model;
  const weights = await copyWeights(model);
  return readNetwork(
    describeLayers(layers),
    {
      weightsOf: ({ name }) =>
        layers.getLayer(name).weights.map((variable) => ({
          name: variable.originalName,
          read: () => ({ shape: variable.shape as number[], values: weights.get(variable)! }),
        })),
    },
    { source },
  );
}

/** What tfjs says of a network, and what it forgets: the depth multiplier of separable convolutions. */
function describeLayers(layers: tf.LayersModel): unknown {
  const json = layers.toJSON(null, false) as unknown as {
    readonly config: { readonly layers: readonly { readonly config: Record<string, unknown> }[] };
  };
  for (const { config } of json.config.layers) {
    const layer = layers.getLayer(config.name as string);
    if (layer.getClassName() === 'SeparableConv2D') config.depth_multiplier = layer.weights[0]!.shape[3];
  }
  return json;
}
