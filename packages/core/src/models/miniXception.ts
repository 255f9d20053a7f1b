import * as tf from '@tensorflow/tfjs';
import { defaultsOf, integer, listOf, type OptionTable, withDefault } from '../options';
import type { Architecture } from './Architecture';
import { seededInitializers } from './seededInitializer';

/** Options of {@link miniXception}. */
export interface MiniXceptionOptions {
  /** Filters of the four residual blocks. @default [16, 32, 64, 128] */
  readonly filters: readonly number[];
  /** Filters of the two convolutions before the blocks. @default 8 */
  readonly stem: number;
}

export const miniXceptionTable: OptionTable<MiniXceptionOptions, keyof MiniXceptionOptions> = {
  filters: withDefault([16, 32, 64, 128], listOf(integer({ from: 1 }))),
  stem: withDefault(8, integer({ from: 1 })),
};

/**
 * The small residual network of depthwise-separable convolutions that most FER tools build on: O. Arriaga, M. Valdenegro-Toro
 * and P. Plöger, "Real-time Convolutional Neural Networks for Emotion and Gender Classification", arXiv:1710.07557.
 */
export const miniXception: Architecture<MiniXceptionOptions> = {
  id: 'mini-xception',
  summary: 'residual depthwise-separable convolutions, arXiv:1710.07557',
  defaults: /* @__PURE__ */ defaultsOf(miniXceptionTable),
  scaling: { mean: 0.5, std: 0.5 },
  build: ({ input, labelCount, seed, options }) => {
    const initialize = seededInitializers(seed);
    const normalize = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
      tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
    const relu = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
      tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
    const separable = (x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor =>
      normalize(
        tf.layers
          .separableConv2d({
            filters,
            kernelSize: 3,
            padding: 'same',
            useBias: false,
            depthwiseInitializer: initialize.glorot(),
            pointwiseInitializer: initialize.glorot(),
          })
          .apply(x) as tf.SymbolicTensor,
      );

    const image = tf.input({ shape: [input.height, input.width, input.channels] });
    let x = image;
    for (let layer = 0; layer < 2; layer++) {
      x = tf.layers
        .conv2d({ filters: options.stem, kernelSize: 3, useBias: false, kernelInitializer: initialize.glorot() })
        .apply(x) as tf.SymbolicTensor;
      x = relu(normalize(x));
    }
    for (const filters of options.filters) {
      const shortcut = normalize(
        tf.layers
          .conv2d({
            filters,
            kernelSize: 1,
            strides: 2,
            padding: 'same',
            useBias: false,
            kernelInitializer: initialize.glorot(),
          })
          .apply(x) as tf.SymbolicTensor,
      );
      const features = separable(relu(separable(x, filters)), filters);
      const pooled = tf.layers
        .maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })
        .apply(features) as tf.SymbolicTensor;
      x = tf.layers.add().apply([pooled, shortcut]) as tf.SymbolicTensor;
    }
    x = tf.layers
      .conv2d({ filters: labelCount, kernelSize: 3, padding: 'same', kernelInitializer: initialize.glorot() })
      .apply(x) as tf.SymbolicTensor;
    x = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
    const scores = tf.layers.activation({ activation: 'softmax' }).apply(x) as tf.SymbolicTensor;
    return tf.model({ inputs: image, outputs: scores });
  },
};
