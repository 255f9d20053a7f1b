import * as tf from '@tensorflow/tfjs';
import { isFerError } from '../errors';
import type { Engine } from '../tfjs/Engine';
import { deserializeNetwork } from '../tfjs/deserializeNetwork';
import { disposeNetwork } from '../tfjs/isDisposed';
import { networkUnusable } from './networkUnusable';
import type { ParsedModelFile } from './parseModelFile';
import { countValues, decodeWeights, type LoadedWeights } from './readWeights';

/**
 * Builds the network of a model file on an engine, which must be current, and loads its weights.
 * @throws MODEL_INCOMPATIBLE if tfjs cannot build it; MODEL_CORRUPT if a weight is not finite; OUT_OF_MEMORY, BACKEND_LOST
 */
export async function buildNetwork(
  file: Pick<ParsedModelFile, 'topology'>,
  weights: LoadedWeights,
  source: string,
  engine: Engine,
): Promise<tf.LayersModel> {
  let network: tf.LayersModel | undefined;
  try {
    network = await deserializeNetwork(file.topology, countValues(weights));
    await fill(network, weights, source);
    return network;
  } catch (cause) {
    // First, because an engine without memory throws plain errors, too.
    const error = await engine.toError(cause);
    const failed = network === undefined ? 'modelTopology' : 'weightsManifest';
    if (network !== undefined) disposeNetwork(network);
    throw isFerError(error) ? error : networkUnusable(failed, source, error);
  }
}

async function fill(network: tf.LayersModel, weights: LoadedWeights, source: string): Promise<void> {
  const values = await decodeWeights(weights, source);
  try {
    network.loadWeights(values);
  } finally {
    tf.dispose(values);
  }
}
