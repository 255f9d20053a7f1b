import type * as tf from '@tensorflow/tfjs';
import type { InputShape } from './ModelMetadata';

/** The arguments of {@link Architecture.build}. */
export interface BuildSpec<Options> {
  readonly input: InputShape;
  /** Number of labels, which is the width of the softmax. */
  readonly labelCount: number;
  /** Seed of the initial weights: the same seed gives the same weights. All layers are drawn from it, also without their own seeds. */
  readonly seed: number;
  readonly options: Options;
}

/**
 * A network architecture. Pass one of your own to `createModel({ architecture })`.
 *
 * @example
 * ```ts
 * import * as tf from '@ferkit/core/tf'; // the tfjs that ferkit runs on
 *
 * const tiny: Architecture<{ filters: number }> = {
 *   id: 'tiny',
 *   summary: 'one convolution',
 *   defaults: { filters: 8 },
 *   scaling: { mean: 0.5, std: 0.25 },
 *   build: ({ input, labelCount, options }) =>
 *     tf.sequential({
 *       layers: [
 *         tf.layers.conv2d({ inputShape: [input.height, input.width, input.channels], filters: options.filters, kernelSize: 3 }),
 *         tf.layers.globalAveragePooling2d({}),
 *         tf.layers.dense({ units: labelCount }),
 *         tf.layers.activation({ activation: 'softmax' }),
 *       ],
 *     }),
 * };
 * const model = await createModel({ architecture: tiny, options: { filters: 16 } });
 * ```
 */
export interface Architecture<Options extends object = Record<string, never>> {
  /** The name of the architecture in model files, and of a built-in one in `createModel({ architecture })`. */
  readonly id: string;
  /** One line that describes the network. */
  readonly summary: string;
  /** The default of each option; `createModel` refuses options that are missing here. */
  readonly defaults: Options;
  /** Scaling of the pixels for this network: `(pixel / 255 - mean) / std`. */
  readonly scaling: { readonly mean: number; readonly std: number };
  /**
   * Builds the network, at once: one input `[batch, height, width, channels]`, one output of probabilities `[batch, labelCount]`, one softmax
   * at the end. As a layer of its own the softmax is best: training then takes the logits before it, which are more exact than the
   * logarithms of rounded probabilities. `createModel` checks all of this. Within `build` tfjs draws from `seed`: initializers need
   * no seed of their own, and one that they have stays.
   */
  build(spec: BuildSpec<Options>): tf.LayersModel;
}
