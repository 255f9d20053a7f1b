import * as tf from '@tensorflow/tfjs';
import { defaultsOf, flagRule, integer, listOf, number, type OptionTable, withDefault } from '../options';
import type { Architecture } from './Architecture';
import { classify, convolve, rectify } from './convolve';
import { seededInitializers } from './seededInitializer';

/** Options of {@link ferCnn}. */
export interface FerCnnOptions {
  /** Filters of the first convolution, at full resolution. @default 16 */
  readonly stem: number;
  /** Filters of the stages; each halves the resolution. @default [32, 64, 128] */
  readonly widths: readonly number[];
  /** Residual blocks in each stage. @default 1 */
  readonly blocks: number;
  /** Weighs the channels of each residual block (squeeze-and-excitation, arXiv:1709.01507). @default true */
  readonly squeezeExcite: boolean;
  /** Dropout rate of the pooled features, in [0, 1). @default 0.2 */
  readonly dropout: number;
}

export const ferCnnTable: OptionTable<FerCnnOptions, keyof FerCnnOptions> = {
  stem: withDefault(16, integer({ from: 1 })),
  widths: withDefault([32, 64, 128], listOf(integer({ from: 1 }))),
  blocks: withDefault(1, integer({ from: 0 })),
  squeezeExcite: withDefault(true, flagRule),
  dropout: withDefault(0.2, number({ from: 0, below: 1 })),
};

/**
 * The default network: plain 3x3 convolutions with batch normalisation, early down-sampling, a residual block with
 * squeeze-and-excitation in each stage, global average pooling. Every engine runs plain convolutions best: this network trains as
 * fast as a network of depthwise convolutions with a quarter of its operations; `docs/networks.md` has the figures.
 */
export const ferCnn: Architecture<FerCnnOptions> = {
  id: 'fer-cnn',
  summary: 'small residual CNN with squeeze-and-excitation, the default',
  defaults: /* @__PURE__ */ defaultsOf(ferCnnTable),
  scaling: { mean: 0.5077, std: 0.255 },
  build: ({ input, labelCount, seed, options }) => {
    const initialize = seededInitializers(seed);
    const weighChannels = (x: tf.SymbolicTensor, channels: number): tf.SymbolicTensor => {
      const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
      const squeezed = tf.layers
        .dense({ units: Math.max(4, channels >> 3), activation: 'relu', kernelInitializer: initialize.he() })
        .apply(pooled);
      const weights = tf.layers
        .dense({ units: channels, activation: 'sigmoid', kernelInitializer: initialize.glorot() })
        .apply(squeezed);
      const factors = tf.layers.reshape({ targetShape: [1, 1, channels] }).apply(weights) as tf.SymbolicTensor;
      return tf.layers.multiply().apply([x, factors]) as tf.SymbolicTensor;
    };

    const image = tf.input({ shape: [input.height, input.width, input.channels] });
    let x = rectify(convolve(initialize, image, options.stem));
    for (const width of options.widths) {
      x = rectify(convolve(initialize, x, width, 2));
      for (let block = 0; block < options.blocks; block++) {
        const features = convolve(initialize, x, width);
        const weighed = options.squeezeExcite ? weighChannels(features, width) : features;
        x = rectify(tf.layers.add().apply([x, weighed]) as tf.SymbolicTensor);
      }
    }
    return tf.model({ inputs: image, outputs: classify(initialize, x, { labelCount, dropout: options.dropout }) });
  },
};
