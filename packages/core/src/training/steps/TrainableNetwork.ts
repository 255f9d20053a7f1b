import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../random';
import { convolutionFields, isCapturable, isSoftmaxLayer, isUntouched, replaceCall } from '../../tfjs/layers';
import { seedTfjs } from '../../tfjs/seedTfjs';
import { maskDropout, type ShardContext, sliceBatchNoise } from './dropout';
import { canFuseNormalization, fuseNormalization, RunningStatistics } from './normalization';

/** A network prepared for training: it returns logits, its noise is seeded, and frozen normalisation keeps its statistics. */
export interface TrainableNetwork {
  /** The weights that have gradients. */
  readonly trainable: readonly tf.LayerVariable[];
  /** All weights, running statistics of normalisation included. */
  readonly weights: readonly tf.LayerVariable[];
  /** The running statistics that {@link logits} measures; the step updates them after the gradients. */
  readonly statistics: RunningStatistics;
  /**
   * True if {@link logits} and its gradients run the same kernels at each step, with the tensors of {@link drawNoise} as inputs.
   */
  readonly isCapturable: boolean;
  /** The layers because of which it is not. */
  readonly uncapturable: readonly tf.layers.Layer[];
  /**
   * Draws the noise of the coming step, such as dropout masks.
   * @param rows - images in the step
   * @returns the noise that is an input; the caller disposes it
   */
  drawNoise(step: number, rows: number): readonly tf.Tensor[];
  /** Runs the network in training mode, with the drawn noise. */
  logits(images: tf.Tensor): tf.Tensor2D;
  /** Restores the network. */
  release(): void;
}

/**
 * A layer that draws random numbers from its seed, which each step sets. Without a seed, tfjs would draw a new one at each call,
 * and no run could be repeated.
 */
interface Seeded {
  seed?: number;
}

const SEEDED_LAYERS: ReadonlySet<string> = new Set(['Dropout', 'SpatialDropout1D', 'AlphaDropout', 'GaussianDropout']);

/** Smallest probability whose logarithm replaces the logit, in networks that do not end in a softmax layer. */
const SMALLEST_PROBABILITY = 1e-30;

/**
 * Prepares a network for training, until it is released.
 * @param shard - read at each step; the network then treats its input as that shard of a batch
 */
export function createTrainableNetwork(layers: tf.LayersModel, seed: number, shard?: ShardContext): TrainableNetwork {
  const last = layers.layers.at(-1)!;
  // The logits are the input of a softmax layer. A dense layer with a softmax activation does not expose its logits.
  const body = isSoftmaxLayer(last) ? tf.model({ inputs: layers.inputs, outputs: last.input }) : undefined;

  // Determined first: the code below replaces the `call` of layers, which these functions test.
  const capturable = new Set(layers.layers.filter(isCapturable));
  const untouched = new Set(layers.layers.filter(isUntouched));
  const statistics = new RunningStatistics();
  const noisy = layers.layers
    .filter((layer) => SEEDED_LAYERS.has(layer.getClassName()))
    .map((layer) => ({
      layer,
      ownSeed: (layer as Seeded).seed,
      mask: untouched.has(layer) ? maskDropout(layer, shard) : undefined,
    }));
  const unmasked = noisy.filter(({ mask }) => mask === undefined);
  const restoreNoise = shard === undefined ? [] : unmasked.map(({ layer }) => sliceBatchNoise(layer, shard));
  const normalizations = layers.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
  const restoreNormalization = normalizations.map((layer) =>
    layer.trainable ? fuseNormalization(layer, statistics, shard) : freezeStatistics(layer),
  );
  const restoreConvolutions = layers.layers
    .filter((layer) => layer.getClassName() === 'Conv2D' && readsNetworkInput(layer, layers))
    .map(skipImageGradient);

  /** Of the coming step. Layers without a seed of their own draw from it, such as Gaussian noise and layers of users. */
  let noise = createRandom(seed);
  const uncapturable = layers.layers.filter((layer) => {
    if (capturable.has(layer)) return false;
    if (!untouched.has(layer)) return true;
    if (normalizations.includes(layer)) return layer.trainable && !canFuseNormalization(layer);
    return !noisy.some((entry) => entry.layer === layer && entry.mask !== undefined);
  });
  return {
    trainable: layers.trainableWeights,
    weights: layers.weights,
    statistics,
    isCapturable: uncapturable.length === 0,
    uncapturable,
    drawNoise: (step, rows) => {
      noise = createRandom(seed, step, noisy.length, shard?.from ?? 0);
      return noisy.flatMap(({ layer, mask }, index) => {
        const layerSeed = createRandom(seed, step, index).integer(0x7fffffff);
        if (mask !== undefined) return [mask.draw(layerSeed, rows)];
        (layer as Seeded).seed = layerSeed;
        return [];
      });
    },
    logits: (images) =>
      seedTfjs(noise, () => {
        statistics.clear();
        if (body !== undefined) return body.apply(images, { training: true }) as tf.Tensor2D;
        const probabilities = layers.apply(images, { training: true }) as tf.Tensor2D;
        return tf.log(tf.maximum(probabilities, SMALLEST_PROBABILITY));
      }),
    release: () => {
      statistics.clear();
      for (const { layer, ownSeed, mask } of noisy) {
        mask?.release();
        if (ownSeed === undefined) delete (layer as Seeded).seed;
        else (layer as Seeded).seed = ownSeed;
      }
      for (const restore of [...restoreNoise, ...restoreNormalization, ...restoreConvolutions]) restore();
    },
  };
}

/** Keeps the running statistics of frozen normalisation, as Keras does; tfjs would update them. Returns a function that restores the layer. */
function freezeStatistics(layer: tf.layers.Layer): () => void {
  return replaceCall(layer, (call) => (inputs, kwargs) => call(inputs, { ...kwargs, training: false }));
}

/** True if an input of the network is an input of the layer. */
function readsNetworkInput({ inboundNodes }: tf.layers.Layer, layers: tf.LayersModel): boolean {
  return inboundNodes.some(({ inputTensors }) => inputTensors.some((input) => layers.inputs.includes(input)));
}

/**
 * Avoids computing the gradient of the images, which nothing uses. tfjs runs a convolution layer without activation as a fused
 * kernel, whose gradient function always computes the gradient of its input too. The plain kernel computes only the gradients that
 * are needed.
 * Returns a function that restores the layer.
 */
function skipImageGradient(layer: tf.layers.Layer): () => void {
  const { kernel, bias, activation, strides, padding, dataFormat, dilationRate } = convolutionFields(layer);
  // With a bias, the fused kernel rounds in another order.
  if (bias !== null || activation.getClassName() !== 'linear' || dataFormat === 'channelsFirst') return () => undefined;
  return replaceCall(layer, () => (inputs) => {
    const [images] = [inputs].flat() as [tf.Tensor4D];
    return tf.conv2d(images, kernel.read() as tf.Tensor4D, strides, padding, 'NHWC', dilationRate);
  });
}
