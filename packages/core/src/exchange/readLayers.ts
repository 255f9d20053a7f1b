import type * as tf from '@tensorflow/tfjs';
import type { Preprocessing } from '../images/normalizeImages';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import { copyWeights } from '../models/copyWeights';
import { isNetwork, type NetworkTopology, topologyOf } from '../tfjs/layers';
import type { Network } from './Network';
import type { SourceLayer } from './keras/parseTopology';
import { readNetwork } from './keras/readNetwork';
import { addScaling, resolveNormalization } from './scaling';
import { addTemperature } from './temperature';

/**
 * Reads the network of a model that is in memory.
 * @throws DISPOSED, BACKEND_LOST, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE
 */
async function readLayers(model: FerModel, source: string): Promise<Network> {
  const { layers } = model;
  const weights = await copyWeights(model);
  return readNetwork(
    describeLayers(layers),
    {
      weightsOf: (source) =>
        layerOf(layers, source).weights.map((variable) => ({
          name: variable.originalName,
          read: () => ({ shape: variable.shape as number[], values: weights.get(variable)! }),
        })),
    },
    { source, hasOldSigmoid: true },
  );
}

/** Finds a layer, also of a network inside of the network. */
function layerOf(network: tf.LayersModel, { name, within }: SourceLayer): tf.layers.Layer {
  const container = within === undefined ? network : (layerOf(network, within) as tf.LayersModel);
  return container.getLayer(name);
}

/** The topology of a network with the depth multiplier of separable convolutions, which tfjs omits. */
function describeLayers(layers: tf.LayersModel): unknown {
  const json = topologyOf(layers);
  const complete = (network: tf.LayersModel, configs: NetworkTopology['config']['layers']): void => {
    for (const { config } of configs) {
      const layer = network.getLayer(config.name as string);
      if (isNetwork(layer)) complete(layer, config.layers as typeof configs);
      if (layer.getClassName() === 'SeparableConv2D') config.depth_multiplier = layer.weights[0]!.shape[3];
    }
  };
  complete(layers, json.config.layers);
  return json;
}

/** A network that takes pixels from 0 to 255, with the metadata of its model. */
export interface LabelledNetwork {
  readonly network: Network;
  readonly metadata: ModelMetadata;
}

/** Describes the input for a reader of the file. Scaling is a layer of the network. */
export const describePixels = ({ gray, resize, mean, std }: Preprocessing) => ({
  range: '0..255',
  gray,
  resize,
  insideTheNetwork: { mean, std },
});

/**
 * Reads a model as one network that includes its preprocessing and calibration: scaling before the first layer, and the
 * temperature before the softmax.
 * @throws DISPOSED, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE
 */
export async function readLabelledNetwork(model: FerModel): Promise<LabelledNetwork> {
  const { metadata } = model;
  const plain = resolveNormalization(await readLayers(model, 'the model'));
  return { network: addTemperature(addScaling(plain, metadata.preprocessing), metadata.temperature), metadata };
}
