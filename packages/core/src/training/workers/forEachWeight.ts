import * as tf from '@tensorflow/tfjs';
import type { TrainingGraph } from '../TrainingGraph';

/**
 * Visits each weight of a graph with its part of the numbers that a team shares, which have the weights in the order of the graph.
 * @returns how many numbers all weights have together
 */
export function forEachWeight(
  { weights }: TrainingGraph,
  numbers: Float32Array,
  visit: (weight: tf.LayerVariable, values: Float32Array) => void,
): number {
  let offset = 0;
  for (const weight of weights) {
    const size = tf.util.sizeFromShape(weight.shape as number[]);
    visit(weight, numbers.subarray(offset, offset + size));
    offset += size;
  }
  return offset;
}
