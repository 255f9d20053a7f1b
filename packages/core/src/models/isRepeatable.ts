import type * as tf from '@tensorflow/tfjs';
import { isUntouched } from './replaceCall';

/** Layers of tfjs that run the same kernels in training whatever the numbers are, and change nothing beside their output. */
export const repeatableLayers: ReadonlySet<string> = new Set([
  'Activation',
  'Add',
  'Average',
  'AveragePooling2D',
  'Concatenate',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Cropping2D',
  'Dense',
  'DepthwiseConv2D',
  'ELU',
  'Flatten',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'InputLayer',
  'LayerNormalization',
  'LeakyReLU',
  'MaxPooling2D',
  'Maximum',
  'Minimum',
  'Multiply',
  'PReLU',
  'Permute',
  'ReLU',
  'Reshape',
  'SeparableConv2D',
  'Softmax',
  'UpSampling2D',
  'ZeroPadding2D',
]);

/**
 * Whether a layer does the same again at each step: those of users, and those that users gave another `call` or a hook, may draw
 * random numbers, count their calls or look at what they are given.
 */
export const isRepeatable = (layer: tf.layers.Layer): boolean =>
  repeatableLayers.has(layer.getClassName()) && isUntouched(layer);

/** Those that do so where nothing is learnt, too: noise is none then, and statistics stay as they are. */
export const repeatableInPrediction: ReadonlySet<string> = new Set([
  ...repeatableLayers,
  'AlphaDropout',
  'BatchNormalization',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'SpatialDropout1D',
]);

/** As {@link isRepeatable}, outside of training. */
export const isRepeatableInPrediction = (layer: tf.layers.Layer): boolean =>
  repeatableInPrediction.has(layer.getClassName()) && isUntouched(layer);
