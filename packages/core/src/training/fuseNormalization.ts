import * as tf from '@tensorflow/tfjs';
import { canNormalizeBatch, normalizeBatch } from '../backends/normalizeBatch';
import { canNormalizeInParts, normalizeInParts, type BatchPeers } from '../backends/normalizeInParts';
import { FerError } from '../errors';

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

/**
 * Lets a layer of batch normalisation run in training as a few kernels, where the engine in use has them and the layer is of the
 * usual form: over the last axis. Returns the function that gives the layer back as it was.
 * @param peers - who has the rest of each batch, whose statistics then are those of all
 */
export function fuseNormalization(layer: tf.layers.Layer, peers?: BatchPeers): () => void {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const overLast = axis === -1 || axis === images.rank - 1;
    const inParts = canNormalizeInParts();
    if (kwargs.training === true && peers !== undefined && !(overLast && inParts)) throw cannotShare(layer);
    if (kwargs.training !== true || !overLast || !(inParts || canNormalizeBatch())) return call(inputs, kwargs);
    return tf.tidy(() => {
      const channels = images.shape.at(-1)!;
      const scale = (gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const shift = (beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      const rows = tf.reshape<tf.Rank.R4>(images, [-1, 1, images.size / channels / images.shape[0], channels]);
      const { normalized, mean, variance } = inParts
        ? normalizeInParts(rows, scale, shift, epsilon, peers)
        : normalizeBatch(rows, scale, shift, epsilon);
      follow(movingMean, mean, momentum);
      follow(movingVariance, variance, momentum);
      return tf.reshape(normalized, images.shape);
    });
  };
  return () => {
    delete (layer as Partial<Pick<tf.layers.Layer, 'call'>>).call;
  };
}

function cannotShare(layer: tf.layers.Layer): FerError {
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `Several workers cannot train the layer "${layer.name}"`,
    expected: 'batch normalisation over the last axis',
    received: `over axis ${(layer as unknown as BatchNormalization).axis}`,
    next: 'Train with one worker.',
  });
}

function follow(statistic: tf.LayerVariable, value: tf.Tensor, momentum: number): void {
  const previous = statistic.read();
  statistic.write(tf.sub(previous, tf.mul(tf.sub(previous, value), 1 - momentum)));
}
