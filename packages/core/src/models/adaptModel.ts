import * as tf from '@tensorflow/tfjs';
import { engineOf } from '../backends/selectBackend';
import { FerError } from '../errors';
import { topologyOf } from '../tfjs/layers';
import { createRandom } from '../random';
import { FerModel } from './FerModel';
import { checkLabels } from './ModelMetadata';

/** Options of {@link adaptModel}. */
export interface AdaptModelOptions {
  /** What training may not change: everything before the new last layer, nothing, or the first so many layers that have weights. @default 'features' */
  readonly freeze: 'features' | 'none' | number;
  /** Makes the weights of the new last layer repeatable. @default 0 */
  readonly seed: number;
}

/** The defaults of {@link AdaptModelOptions}. */
export const adaptModelDefaults: AdaptModelOptions = { freeze: 'features', seed: 0 };

/**
 * Starts a model for other labels from a trained one (fine-tuning, transfer learning): same network, same weights, a new
 * last layer. The given model stays as it is.
 * @throws OPTION_INVALID, MODEL_INCOMPATIBLE where the network has no dense or convolutional last layer
 *
 * @example
 * ```ts
 * const smiles = await adaptModel(await loadModel('./my-model'), ['smile', 'no smile']);
 * await train(smiles, { train: thirtyPicturesOfEach }, { epochs: 20, learningRate: 0.01 });
 * ```
 */
export async function adaptModel(
  model: FerModel,
  labels: readonly string[],
  options: Partial<AdaptModelOptions> = {},
): Promise<FerModel> {
  const { freeze, seed } = { ...adaptModelDefaults, ...options };
  model.assertUsable();
  checkLabels(labels);
  const head = findHead(model);
  const weighted = model.layers.layers.filter((layer) => layer.weights.length > 0 && layer !== head);
  const frozen = freeze === 'features' ? weighted.length : freeze === 'none' ? 0 : freeze;
  if (!Number.isInteger(frozen) || frozen < 0 || frozen > weighted.length) {
    throw new FerError('OPTION_INVALID', {
      option: 'freeze',
      failed: 'Cannot freeze layers',
      expected: `'features', 'none' or a number of layers from 0 to ${weighted.length}`,
      received: String(freeze),
    });
  }

  const engine = engineOf(model.backend);
  const layers = await engine.runAsync(() => rebuildWithHead(model.layers, head, labels.length, seed));
  engine.use();
  for (const source of weighted) layers.getLayer(source.name).setWeights(source.getWeights());
  weighted.slice(0, frozen).forEach((layer) => {
    layers.getLayer(layer.name).trainable = false;
  });
  const { provenance: _, ...metadata } = model.metadata;
  return FerModel.create(layers, { ...metadata, labels: [...labels], temperature: 1 }, model.backend);
}

function findHead(model: FerModel): tf.layers.Layer {
  const head = model.layers.layers.findLast((layer) => layer.weights.length > 0);
  if (head !== undefined && ['Dense', 'Conv2D'].includes(head.getClassName())) return head;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: 'The network has no last layer that could be exchanged for other labels',
    expected: 'a Dense or Conv2D layer as the last one with weights',
    received: head?.getClassName() ?? 'no layer with weights',
  });
}

/** tfjs cannot exchange a layer of a finished network, but it can build the network again from a changed description. */
async function rebuildWithHead(
  network: tf.LayersModel,
  head: tf.layers.Layer,
  classes: number,
  seed: number,
): Promise<tf.LayersModel> {
  const topology = topologyOf(network);
  const description = topology.config.layers.find(({ config }) => config.name === head.name)!;
  description.config[head.getClassName() === 'Dense' ? 'units' : 'filters'] = classes;
  description.config.kernel_initializer = {
    class_name: 'GlorotUniform',
    config: { seed: createRandom(seed).integer(0x7fffffff) },
  };
  return tf.models.modelFromJSON(topology);
}
