import * as tf from '@tensorflow/tfjs';
import { defaultsOf, integer, number, type OptionTable, withDefault } from '../options';
import type { Architecture } from './Architecture';
import { classify, convolve, rectify } from './convolve';
import { seededInitializers } from './seededInitializer';

/** Options of {@link ferResNet}. */
export interface FerResNetOptions {
  /** Filters of the first convolution; each stage has twice those of the one before, up to eight times as many. @default 16 */
  readonly stem: number;
  /** Residual blocks of two convolutions in each stage. @default 1 */
  readonly blocks: number;
  /** Dropout rate of the pooled features, in [0, 1). @default 0.2 */
  readonly dropout: number;
}

export const ferResNetTable: OptionTable<FerResNetOptions, keyof FerResNetOptions> = {
  stem: withDefault(16, integer({ from: 1 })),
  blocks: withDefault(1, integer({ from: 1 })),
  dropout: withDefault(0.2, number({ from: 0, below: 1 })),
};

/** Rows and columns of the last features, at most. */
const LAST_SIDE = 7;

/**
 * A residual network for larger images and for colour: K. He et al., "Deep Residual Learning for Image Recognition",
 * arXiv:1512.03385. The first convolution and each stage halve the resolution until at most 7 rows or columns are left: 2 stages at
 * 48 x 48, 3 at 96 x 96, 4 at 224 x 224.
 */
export const ferResNet: Architecture<FerResNetOptions> = {
  id: 'fer-resnet',
  summary: 'residual CNN for colour and larger images, as deep as they are large, arXiv:1512.03385',
  defaults: /* @__PURE__ */ defaultsOf(ferResNetTable),
  scaling: { mean: 0.5, std: 0.25 },
  build: ({ input, labelCount, seed, options: { stem, blocks, dropout } }) => {
    const initialize = seededInitializers(seed);
    const image = tf.input({ shape: [input.height, input.width, input.channels] });
    let x = rectify(convolve(initialize, image, stem, 2));
    let [side, filters] = [Math.ceil(Math.min(input.width, input.height) / 2), stem];
    do {
      filters = Math.min(2 * filters, 8 * stem);
      for (let block = 0; block < blocks; block++) {
        const strides = block === 0 ? 2 : 1;
        const features = convolve(initialize, rectify(convolve(initialize, x, filters, strides)), filters);
        const shortcut = block === 0 ? convolve(initialize, x, filters, 2, 1) : x;
        x = rectify(tf.layers.add().apply([shortcut, features]) as tf.SymbolicTensor);
      }
      side = Math.ceil(side / 2);
    } while (side > LAST_SIDE);
    return tf.model({ inputs: image, outputs: classify(initialize, x, { labelCount, dropout }) });
  },
};
