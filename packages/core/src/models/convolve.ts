import * as tf from '@tensorflow/tfjs';
import type { SeededInitializers } from './seededInitializer';

/** Momentum of the running statistics of batch normalisation; 0.9 suits runs of a few thousand steps. */
const MOMENTUM = 0.9;

/** Applies a convolution without bias, padded to the size of its input, and batch normalisation. */
export function convolve(
  initialize: SeededInitializers,
  x: tf.SymbolicTensor,
  filters: number,
  strides = 1,
  kernelSize = 3,
): tf.SymbolicTensor {
  const features = tf.layers
    .conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false, kernelInitializer: initialize.he() })
    .apply(x);
  return tf.layers.batchNormalization({ momentum: MOMENTUM }).apply(features) as tf.SymbolicTensor;
}

/** Applies a rectifier. */
export const rectify = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
  tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;

/** Ends a network: the mean of each feature, dropout, logits and a softmax of its own. */
export function classify(
  initialize: SeededInitializers,
  x: tf.SymbolicTensor,
  { labelCount, dropout }: { readonly labelCount: number; readonly dropout: number },
): tf.SymbolicTensor {
  let pooled = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  if (dropout > 0) pooled = tf.layers.dropout({ rate: dropout }).apply(pooled) as tf.SymbolicTensor;
  const logits = tf.layers.dense({ units: labelCount, kernelInitializer: initialize.glorot() }).apply(pooled);
  return tf.layers.activation({ activation: 'softmax' }).apply(logits) as tf.SymbolicTensor;
}
