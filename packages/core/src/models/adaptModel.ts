import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import { FerError } from '../errors';
import { importChunk } from '../importChunk';
import { labelsRule } from '../labels';
import {
  checkOption,
  either,
  integer,
  oneOf,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  seedRule,
  signalRule,
} from '../options';
import { createRandom } from '../random';
import { topologyOf } from '../tfjs/layers';
import { checkModel, type FerModel } from './FerModel';

/** Options of {@link adaptModel}. */
export interface AdaptModelOptions extends Abortable {
  /**
   * The layers that training leaves unchanged: `features` freezes all before the new last layer, `false` none, and a number n
   * the first n layers that have weights.
   * @default 'features'
   */
  readonly freeze?: 'features' | false | number;
  /** Seed of the weights of the new last layer. @default 0 */
  readonly seed?: number;
}

export const adaptModelTable: OptionTable<AdaptModelOptions, 'freeze' | 'seed'> = {
  freeze: withDefault('features', either(oneOf('features', false), integer({ from: 0 }))),
  seed: withDefault(0, seedRule),
  signal: signalRule,
};

/** The defaults of {@link AdaptModelOptions}. */
export const adaptModelDefaults: Required<Pick<AdaptModelOptions, 'freeze' | 'seed'>> =
  /* @__PURE__ */ defaultsOf(adaptModelTable);

/**
 * Creates a model for other labels from a trained one (transfer learning): the same network and weights, with a new last
 * layer. If the model has all of the labels, their outputs keep their weights. The given model is not changed.
 * @param labels - the names of the new outputs, 2 to 256 different ones
 * @throws OPTION_INVALID, DISPOSED; MODEL_INCOMPATIBLE if the last layer with weights is neither dense nor convolutional
 *
 * @example
 * ```ts
 * const smiles = await adaptModel(await loadModel(), ['smile', 'no smile']);
 * await train(smiles, { train: thirtyPicturesOfEach }, { epochs: 20, learningRate: 0.01 });
 * ```
 */
export async function adaptModel(
  model: FerModel,
  labels: readonly string[],
  options: AdaptModelOptions = {},
): Promise<FerModel> {
  const { freeze, seed, signal } = resolveOptions(options, adaptModelTable);
  signal?.throwIfAborted();
  checkModel(model);
  checkOption('labels', labels, labelsRule(2));
  const head = findHead(model);
  const weighted = model.layers.layers.filter((layer) => layer.weights.length > 0 && layer !== head);
  const frozen = freeze === 'features' ? weighted.length : Number(freeze);
  checkOption('freeze', frozen, integer({ from: 0, to: weighted.length }));

  const engine = engineOf(model.backend);
  const layers = await engine
    .runAsync(() => rebuildWithHead(model.layers, head, labels.length, seed))
    .catch((error: unknown) => model.refuseError(error));
  engine.use();
  for (const source of weighted) layers.getLayer(source.name).setWeights(source.getWeights());
  engine.run(() => keepOutputs(model, head, layers.getLayer(head.name), labels));
  weighted.slice(0, frozen).forEach((layer) => {
    layers.getLayer(layer.name).trainable = false;
  });
  const { provenance: _, assumedOrder: __, ...kept } = model.metadata;
  const metadata = { ...kept, labels: [...labels], temperature: 1 };
  const { admitNetwork } = await importChunk('check of networks', () => import('./admitNetwork'));
  const source = 'the adapted model';
  return admitNetwork({ network: layers, metadata, backend: model.backend, source, isBuilt: false }, { signal });
}

function findHead(model: FerModel): tf.layers.Layer {
  const head = model.layers.layers.findLast((layer) => layer.weights.length > 0);
  if (head !== undefined && ['Dense', 'Conv2D'].includes(head.getClassName())) return head;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: 'The network has no last layer that can be replaced',
    expected: 'a Dense or Conv2D layer as the last one with weights',
    received: head?.getClassName() ?? 'no layer with weights',
  });
}

/** Where the model has all labels, the outputs of the new last layer begin with their weights. */
function keepOutputs(
  { labels: known }: FerModel,
  head: tf.layers.Layer,
  newHead: tf.layers.Layer,
  labels: readonly string[],
): void {
  const outputs = labels.map((label) => known.indexOf(label));
  if (outputs.includes(-1)) return;
  // The last axis of a kernel and of a bias are the outputs. Not `gather`: on wasm its result remembers an inner shape of four axes.
  const take = (weight: tf.Tensor, output: number): tf.Tensor => {
    const last = weight.rank - 1;
    return tf.slice(weight, [...new Array<number>(last).fill(0), output], [...weight.shape.slice(0, last), 1]);
  };
  newHead.setWeights(
    head.getWeights().map((weight) =>
      tf.concat(
        outputs.map((output) => take(weight, output)),
        weight.rank - 1,
      ),
    ),
  );
}

/** tfjs cannot replace a layer of a network, but it can build the network again from a changed topology. */
async function rebuildWithHead(
  network: tf.LayersModel,
  head: tf.layers.Layer,
  labelCount: number,
  seed: number,
): Promise<tf.LayersModel> {
  const topology = topologyOf(network);
  const description = topology.config.layers.find(({ config }) => config.name === head.name)!;
  description.config[head.getClassName() === 'Dense' ? 'units' : 'filters'] = labelCount;
  description.config.kernel_initializer = {
    class_name: 'GlorotUniform',
    config: { seed: createRandom(seed).integer(0x7fffffff) },
  };
  return tf.models.modelFromJSON(topology);
}
