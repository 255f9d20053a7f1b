import * as tf from '@tensorflow/tfjs';
import { defaultsOf, integer, listOf, type OptionTable, withDefault } from '../options';
import type { Architecture } from './Architecture';
import { seededInitializers } from './seededInitializer';

/** Options of {@link bst261}. */
export interface Bst261Options {
  /** Filters of the three stages of three 3x3 convolutions each. @default [32, 64, 128] */
  readonly filters: readonly [number, number, number];
  /** Units of the two dense layers. @default 64 */
  readonly denseUnits: number;
}

export const bst261Table: OptionTable<Bst261Options, keyof Bst261Options> = {
  filters: withDefault([32, 64, 128], listOf(integer({ from: 1 }), 3)),
  denseUnits: withDefault(64, integer({ from: 1 })),
};

/**
 * Nine 3x3 convolutions in three stages, max pooling between them, two dense layers: the network of the course project
 * "Facial Expression Classification CNN" (J. Chen and R. Li, BST261). 779,718 parameters at six labels.
 */
export const bst261: Architecture<Bst261Options> = {
  id: 'bst261',
  summary: 'nine 3x3 convolutions and two dense layers, as in the BST261 course project',
  defaults: /* @__PURE__ */ defaultsOf(bst261Table),
  scaling: { mean: 0, std: 1 },
  build: ({ input, labelCount, seed, options }) => {
    const initialize = seededInitializers(seed);
    const model = tf.sequential();
    options.filters.forEach((filters, stage) => {
      for (let layer = 0; layer < 3; layer++) {
        model.add(
          tf.layers.conv2d({
            ...(stage === 0 && layer === 0 ? { inputShape: [input.height, input.width, input.channels] } : {}),
            filters,
            kernelSize: 3,
            padding: 'same',
            activation: 'relu',
            // Keras' default, which the project trained with.
            kernelInitializer: initialize.glorot(),
          }),
        );
      }
      model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
    });
    model.add(tf.layers.flatten());
    for (let layer = 0; layer < 2; layer++) {
      model.add(
        tf.layers.dense({
          units: options.denseUnits,
          activation: 'relu',
          kernelInitializer: initialize.glorot(),
        }),
      );
    }
    model.add(tf.layers.dense({ units: labelCount, kernelInitializer: initialize.glorot() }));
    model.add(tf.layers.activation({ activation: 'softmax' }));
    return model;
  },
};
