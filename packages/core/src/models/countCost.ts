import { isRecord } from '../isRecord';
import { checkOption, custom } from '../options';
import type * as tf from '@tensorflow/tfjs';

/** Size and computational cost of a network. */
export interface NetworkCost {
  /** Number of all weights, including running statistics, which training does not optimize. */
  readonly parameters: number;
  /** Number of weights that training optimizes. */
  readonly trainableParameters: number;
  /** Floating-point operations of one forward pass on one image: 2 per multiply-add of convolutions and dense layers, nothing else. */
  readonly flops: number;
}

const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((size, dimension) => size * (dimension ?? 1), 1);

function layerFlops(layer: tf.layers.Layer): number {
  const [kernel] = layer.weights;
  if (kernel === undefined) return 0;
  const output = layer.outputShape as (number | null)[];
  const [, height = 1, width = 1] = output;
  const positions = (height ?? 1) * (width ?? 1);
  switch (layer.getClassName()) {
    case 'Dense':
      return 2 * sizeOf(kernel.shape);
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return 2 * sizeOf(kernel.shape) * positions;
    case 'SeparableConv2D':
      return 2 * (sizeOf(kernel.shape) + sizeOf(layer.weights[1]!.shape)) * positions;
    default:
      return 0;
  }
}

const networkRule = custom(
  'a network of tfjs, such as model.layers',
  (value) => isRecord(value) && [value.weights, value.trainableWeights, value.layers].every(Array.isArray),
);

/**
 * Counts the parameters of a network and the operations of one forward pass.
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const { parameters, flops } = countCost(model.layers);
 * ```
 */
export function countCost(network: tf.LayersModel): NetworkCost {
  checkOption('network', network, networkRule);
  const count = (weights: readonly tf.LayerVariable[]): number =>
    weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return {
    parameters: count(network.weights),
    trainableParameters: count(network.trainableWeights),
    flops: network.layers.reduce((sum, layer) => sum + layerFlops(layer), 0),
  };
}
