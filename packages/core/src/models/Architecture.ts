import type * as tf from '@tensorflow/tfjs';
import type { InputShape } from './ModelMetadata';

/** What a network is built from. */
export interface BuildSpec<Options> {
  readonly input: InputShape;
  /** Number of labels, the width of the softmax. */
  readonly labelCount: number;
  /** Makes the initial weights repeatable: the same seed gives the same weights. */
  readonly seed: number;
  readonly options: Options;
}

/**
 * A kind of network. A user's own is an object of this shape, handed to `createModel({ architecture })`.
 *
 * @example
 * ```ts
 * const tiny: Architecture<{ filters: number }> = {
 *   id: 'tiny',
 *   summary: 'one convolution',
 *   defaults: { filters: 8 },
 *   scaling: { mean: 0.5, std: 0.25 },
 *   build: ({ input, classes, options }) =>
 *     tf.sequential({
 *       layers: [
 *         tf.layers.conv2d({ inputShape: [input.height, input.width, 1], filters: options.filters, kernelSize: 3 }),
 *         tf.layers.globalAveragePooling2d({}),
 *         tf.layers.dense({ units: classes }),
 *         tf.layers.activation({ activation: 'softmax' }),
 *       ],
 *     }),
 * };
 * const model = await createModel({ architecture: tiny, options: { filters: 16 } });
 * ```
 */
export interface Architecture<Options extends object = Record<string, never>> {
  /** The name it goes by in `createModel({ architecture })` and in model files. */
  readonly id: string;
  /** One line for lists. */
  readonly summary: string;
  readonly defaults: Options;
  /** How pixels are scaled for it: `(pixel / 255 - mean) / std`. */
  readonly scaling: { readonly mean: number; readonly std: number };
  /**
   * Builds the network: input `[batch, height, width, 1]`, output probabilities `[batch, classes]`. Its last layer should be
   * a softmax activation of its own, so that training can work on the logits before it, which is exact where a logarithm
   * of rounded probabilities is not.
   */
  build(spec: BuildSpec<Options>): tf.LayersModel;
}
