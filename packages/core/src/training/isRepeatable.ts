import type * as tf from '@tensorflow/tfjs';

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

/** A function that tfjs calls at each run of a layer, which its typings hide. */
interface Hooked {
  readonly _callHook: unknown;
}

/**
 * Whether a layer does the same again at each step: those of users, and those that users gave another `call` or a hook, may draw
 * random numbers, count their calls or look at what they are given.
 */
export const isRepeatable = (layer: tf.layers.Layer): boolean =>
  repeatableLayers.has(layer.getClassName()) && isUntouched(layer);

/** Whether a layer runs as its class says. */
export const isUntouched = (layer: tf.layers.Layer): boolean =>
  !Object.hasOwn(layer, 'call') && (layer as unknown as Hooked)._callHook == null;
