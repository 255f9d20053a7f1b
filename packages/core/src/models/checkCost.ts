import type * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { countCost } from './countCost';
import type { InputShape } from './ModelMetadata';

/** Numbers that all layers together may give for one image: a VGG-16 for 224 x 224 pixels gives 15 million. */
const MOST_VALUES = 2 ** 27;

/** Floating-point operations for one image: that VGG-16 needs 3e10. */
const MOST_OPERATIONS = 1e12;

/**
 * Refuses a network that would fill the memory, or compute for minutes, at the first image.
 * @throws MODEL_INCOMPATIBLE
 */
export function checkCost(network: tf.LayersModel, { width, height }: InputShape, source: string): void {
  const open = Math.max(width, height);
  const sizeOf = (shape: readonly (number | null)[]): number =>
    shape.slice(1).reduce<number>((size, side) => size * (side ?? open), 1);
  const shapes = network.layers.flatMap(({ outputShape }) =>
    Array.isArray(outputShape[0]) ? (outputShape as (number | null)[][]) : [outputShape as (number | null)[]],
  );
  const values = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const { flops } = countCost(network);
  if (values <= MOST_VALUES && flops <= MOST_OPERATIONS) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'modelTopology',
    failed: `The network of ${source} is too large`,
    expected: `at most ${MOST_VALUES} numbers and ${MOST_OPERATIONS} operations for an image`,
    received: `${values} numbers and ${flops} operations`,
  });
}
