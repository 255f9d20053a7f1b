import * as tf from '@tensorflow/tfjs';
import { canNormalizeBatch, normalizeBatch, type BatchPeers } from '../backends/normalizeBatch';
import { FerError } from '../errors';
import { replaceCall } from '../models/replaceCall';
import type { RunningStatistics } from './RunningStatistics';

/** What tfjs' layer of batch normalisation keeps, which its typings hide. */
interface BatchNormalization {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/** Whether {@link fuseNormalization} changes how a layer of a built network runs. */
export function canFuseNormalization(layer: tf.layers.Layer): boolean {
  const { axis } = layer as unknown as BatchNormalization;
  const inputs = layer.inboundNodes.flatMap(({ inputShapes }) => inputShapes as tf.Shape[]);
  return canNormalizeBatch() && inputs.every(({ length }) => isLast(axis, length));
}

/**
 * Lets a layer of batch normalisation run in training as one kernel, where the engine in use has it and the layer is of the usual
 * form: over the last axis. Returns the function that gives the layer back as it was.
 * @param statistics - are told what the layer measures
 * @param peers - who has the rest of each batch, whose statistics then are those of all
 */
export function fuseNormalization(
  layer: tf.layers.Layer,
  statistics: RunningStatistics,
  peers?: BatchPeers,
): () => void {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const fits = canNormalizeBatch() && isLast(axis, images.rank);
    if (kwargs.training === true && peers !== undefined && !fits) throw cannotShare(layer);
    if (kwargs.training !== true || !fits) return call(inputs, kwargs);
    return tf.tidy(() => {
      const channels = images.shape.at(-1)!;
      const scale = (gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const shift = (beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      // All that the kernels of TensorFlow take is four axes.
      const hasFourAxes = images.rank === 4;
      const rows = hasFourAxes
        ? images
        : tf.reshape(images, [-1, 1, images.size / channels / images.shape[0], channels]);
      const { normalized, mean, variance } = normalizeBatch(rows, scale, shift, {
        epsilon,
        ...(peers && { peers }),
      });
      statistics.measure(movingMean, mean, momentum);
      statistics.measure(movingVariance, variance, momentum);
      return hasFourAxes ? normalized : tf.reshape(normalized, images.shape);
    });
  });
}

const isLast = (axis: number, rank: number): boolean => axis === -1 || axis === rank - 1;

function cannotShare(layer: tf.layers.Layer): FerError {
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `Several workers cannot train the layer "${layer.name}"`,
    expected: 'batch normalisation over the last axis',
    received: `over axis ${(layer as unknown as BatchNormalization).axis}`,
    next: 'Train with one worker.',
  });
}
