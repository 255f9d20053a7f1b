import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../random';
import { isCapturable, isUntouched, replaceCall } from '../../tfjs/layers';
import { type BatchPart, maskDropout, sliceBatchNoise } from './dropout';
import { canFuseNormalization, fuseNormalization, RunningStatistics, skipImageGradient } from './normalization';

/** A network prepared for training: its logits instead of its probabilities, repeatable dropout, frozen layers at rest. */
export interface TrainableNetwork {
  /** Weights that gradients change. */
  readonly trainable: readonly tf.LayerVariable[];
  /** All weights, the running statistics of normalisation among them. */
  readonly weights: readonly tf.LayerVariable[];
  /** What layers of normalisation measure in {@link logits}; they follow it outside of gradients. */
  readonly statistics: RunningStatistics;
  /**
   * Whether {@link logits} and its gradients run the same kernels at each step: whether they can be planned, with what
   * {@link drawNoise} returns among the inputs.
   */
  readonly isCapturable: boolean;
  /**
   * Draws the noise of the coming step, such as what dropout drops.
   * @param rows - images in it
   * @returns as much of it as is drawn ahead, the caller's to dispose
   */
  drawNoise(step: number, rows: number): readonly tf.Tensor[];
  /** Runs the network in training mode, with the noise that was drawn. */
  logits(images: tf.Tensor): tf.Tensor2D;
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

/**
 * Prepares a network for training.
 * @param part - read at each step; the share then is computed as it would be within the whole batch
 */
export function createTrainingGraph(network: tf.LayersModel, seed: number, part?: BatchPart): TrainableNetwork {
  const last = network.layers.at(-1)!;
  const endsInSoftmax =
    last.getClassName() === 'Softmax' ||
    (last.getClassName() === 'Activation' && last.getConfig().activation === 'softmax');
  const body = endsInSoftmax ? tf.model({ inputs: network.inputs, outputs: last.input }) : undefined;

  // Before this changes what layers do.
  const repeatable = new Set(network.layers.filter(isCapturable));
  const untouched = new Set(network.layers.filter(isUntouched));
  const statistics = new RunningStatistics();
  const noisy = network.layers
    .filter((layer) => SEEDED_LAYERS.has(layer.getClassName()))
    .map((layer) => ({
      layer,
      ownSeed: (layer as Seeded).seed,
      mask: untouched.has(layer) ? maskDropout(layer, part) : undefined,
    }));
  const unmasked = noisy.filter(({ mask }) => mask === undefined);
  const restoreNoise = part === undefined ? [] : unmasked.map(({ layer }) => sliceBatchNoise(layer, part));
  const normalizations = network.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
  const restoreNormalization = normalizations.map((layer) =>
    layer.trainable ? fuseNormalization(layer, statistics, part) : holdStatistics(layer),
  );
  const restoreFirst = network.layers
    .filter((layer) => layer.getClassName() === 'Conv2D' && seesImages(layer, network))
    .map(skipImageGradient);

  return {
    trainable: network.trainableWeights,
    weights: network.weights,
    statistics,
    isCapturable: network.layers.every((layer) => {
      if (repeatable.has(layer)) return true;
      if (!untouched.has(layer)) return false;
      if (normalizations.includes(layer)) return !layer.trainable || canFuseNormalization(layer);
      return noisy.some((one) => one.layer === layer && one.mask !== undefined);
    }),
    drawNoise: (step, rows) =>
      noisy.flatMap(({ layer, mask }, index) => {
        const layerSeed = createRandom(seed, step, index).integer(0x7fffffff);
        if (mask !== undefined) return [mask.draw(layerSeed, rows)];
        (layer as Seeded).seed = layerSeed;
        return [];
      }),
    logits: (images) => {
      statistics.forget();
      if (body !== undefined) return body.apply(images, { training: true }) as tf.Tensor2D;
      const probabilities = network.apply(images, { training: true }) as tf.Tensor2D;
      return tf.log(tf.maximum(probabilities, SMALLEST_PROBABILITY));
    },
    release: () => {
      statistics.forget();
      for (const { layer, ownSeed, mask } of noisy) {
        mask?.release();
        if (ownSeed === undefined) delete (layer as Seeded).seed;
        else (layer as Seeded).seed = ownSeed;
      }
      for (const restore of [...restoreNoise, ...restoreNormalization, ...restoreFirst]) restore();
    },
  };
}

/** Frozen normalisation must keep its running statistics, as in Keras; tfjs would go on updating them. */
function holdStatistics(layer: tf.layers.Layer): () => void {
  return replaceCall(layer, (call) => (inputs, kwargs) => call(inputs, { ...kwargs, training: false }));
}

/** Whether a layer is fed by the network's input. */
function seesImages({ inboundNodes }: tf.layers.Layer, network: tf.LayersModel): boolean {
  return inboundNodes.some(({ inputTensors }) => inputTensors.some((input) => network.inputs.includes(input)));
}
