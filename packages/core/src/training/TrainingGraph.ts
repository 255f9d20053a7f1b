import * as tf from '@tensorflow/tfjs';
import type { BatchPeers } from '../backends/normalizeBatch';
import { createRandom } from '../random';
import { fuseNormalization } from './fuseNormalization';
import { RunningStatistics } from './RunningStatistics';
import { shareNoise } from './shareNoise';
import { skipImageGradient } from './skipImageGradient';

/** A network prepared for training: its logits instead of its probabilities, repeatable dropout, frozen layers at rest. */
export interface TrainingGraph {
  /** Weights that gradients change. */
  readonly trainable: readonly tf.LayerVariable[];
  /** All weights, the running statistics of normalisation among them. */
  readonly weights: readonly tf.LayerVariable[];
  /** Runs the network in training mode. @param step - decides what dropout drops */
  logits(images: tf.Tensor, step: number): tf.Tensor2D;
  /** Moves running statistics towards what {@link logits} measured; call it outside of gradients. */
  followStatistics(): void;
  /** Gives the network back as it was. */
  release(): void;
}

/** tfjs draws a new seed at each call only if it is given none, and then not a repeatable one: so we set it for each step. */
interface Seeded {
  seed?: number;
}

const SEEDED_LAYERS: ReadonlySet<string> = new Set(['Dropout', 'SpatialDropout1D', 'AlphaDropout', 'GaussianDropout']);

/** The probabilities' logarithm stands in for the logits of networks that do not end in a softmax of its own. */
const SMALLEST_PROBABILITY = 1e-30;

/** The share of a batch that a graph computes, where others compute the rest. */
export interface BatchPart extends BatchPeers {
  /** Samples of the batch before this share. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly samples: number;
}

/**
 * Prepares a network for training.
 * @param part - read at each step; the share then is computed as it would be within the whole batch
 */
export function createTrainingGraph(network: tf.LayersModel, seed: number, part?: BatchPart): TrainingGraph {
  const last = network.layers.at(-1)!;
  const endsInSoftmax =
    last.getClassName() === 'Softmax' ||
    (last.getClassName() === 'Activation' && last.getConfig().activation === 'softmax');
  const body = endsInSoftmax ? tf.model({ inputs: network.inputs, outputs: last.input }) : undefined;

  const dropouts = network.layers.filter((layer) => SEEDED_LAYERS.has(layer.getClassName()));
  const ownSeeds = dropouts.map((layer) => (layer as Seeded).seed);
  const statistics = new RunningStatistics();
  const restoreNoise = part === undefined ? [] : dropouts.map((layer) => shareNoise(layer, part));
  const restoreNormalization = network.layers
    .filter((layer) => layer.getClassName() === 'BatchNormalization')
    .map((layer) => (layer.trainable ? fuseNormalization(layer, statistics, part) : holdStatistics(layer)));
  const restoreFirst = network.layers
    .filter((layer) => layer.getClassName() === 'Conv2D' && seesImages(layer, network))
    .map(skipImageGradient);

  return {
    trainable: network.trainableWeights,
    weights: network.weights,
    logits: (images, step) => {
      statistics.forget();
      dropouts.forEach((layer, index) => {
        (layer as Seeded).seed = createRandom(seed, step, index).integer(0x7fffffff);
      });
      if (body !== undefined) return body.apply(images, { training: true }) as tf.Tensor2D;
      const probabilities = network.apply(images, { training: true }) as tf.Tensor2D;
      return tf.log(tf.maximum(probabilities, SMALLEST_PROBABILITY));
    },
    followStatistics: () => statistics.follow(),
    release: () => {
      statistics.forget();
      dropouts.forEach((layer, index) => {
        const own = ownSeeds[index];
        if (own === undefined) delete (layer as Seeded).seed;
        else (layer as Seeded).seed = own;
      });
      for (const restore of [...restoreNoise, ...restoreNormalization, ...restoreFirst]) restore();
    },
  };
}

/** Frozen normalisation must keep its running statistics, as in Keras; tfjs would go on updating them. */
function holdStatistics(layer: tf.layers.Layer): () => void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  return () => {
    delete (layer as Partial<Pick<tf.layers.Layer, 'call'>>).call;
  };
}

/** Whether a layer is fed by the network's input. */
function seesImages({ inboundNodes }: tf.layers.Layer, network: tf.LayersModel): boolean {
  return inboundNodes.some(({ inputTensors }) => inputTensors.some((input) => network.inputs.includes(input)));
}
