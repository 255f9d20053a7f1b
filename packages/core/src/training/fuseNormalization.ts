import * as tf from '@tensorflow/tfjs';
import { canNormalizeBatch, normalizeBatch } from '../backends/normalizeBatch';

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
 * Lets a layer of batch normalisation run in training as one kernel, where the engine in use has it and the layer is of the
 * usual form: over the last of four axes, with scale and shift. Returns the function that gives the layer back as it was.
 */
export function fuseNormalization(layer: tf.layers.Layer): () => void {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const usual = images.rank === 4 && (axis === -1 || axis === 3) && gamma !== undefined && beta !== undefined;
    if (kwargs.training !== true || !usual || !canNormalizeBatch()) return call(inputs, kwargs);
    return tf.tidy(() => {
      const scale = gamma.read() as tf.Tensor1D;
      const shift = beta.read() as tf.Tensor1D;
      const { normalized, mean, variance } = normalizeBatch(images as tf.Tensor4D, scale, shift, epsilon);
      follow(movingMean, mean, momentum);
      follow(movingVariance, variance, momentum);
      return normalized;
    });
  };
  return () => {
    delete (layer as Partial<Pick<tf.layers.Layer, 'call'>>).call;
  };
}

function follow(statistic: tf.LayerVariable, value: tf.Tensor, momentum: number): void {
  const previous = statistic.read();
  statistic.write(tf.sub(previous, tf.mul(tf.sub(previous, value), 1 - momentum)));
}
