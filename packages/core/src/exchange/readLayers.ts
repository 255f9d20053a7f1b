import type * as tf from '@tensorflow/tfjs';
import { readNetwork } from './keras/readNetwork';
import type { Network, Weight } from './Network';

/**
 * Reads a network that stands on a backend.
 * @throws LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE
 */
export async function readLayers(layers: tf.LayersModel, source: string): Promise<Network> {
  const values = new Map<string, readonly { readonly name: string; readonly weight: Weight }[]>();
  for (const layer of layers.layers) {
    const weights: { readonly name: string; readonly weight: Weight }[] = [];
    for (const variable of layer.weights) {
      const data = (await variable.read().data()) as Float32Array;
      weights.push({ name: variable.originalName, weight: { shape: variable.shape as number[], values: data } });
    }
    values.set(layer.name, weights);
  }
  return readNetwork(
    describeLayers(layers),
    {
      weightsOf: ({ name }) =>
        (values.get(name) ?? []).map((entry) => ({ name: entry.name, read: () => entry.weight })),
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
