import type { Operation } from './Network';

const conditional = (isThere: boolean, name: string, shape: readonly number[]): Record<string, readonly number[]> =>
  isThere ? { [name]: shape } : {};

/**
 * The weights of an operation by role, in the order in which Keras keeps them, each with its shape.
 * @param input - the shape of what it takes, without the batch
 */
export function weightShapes(
  operation: Operation,
  input: readonly number[],
): Readonly<Record<string, readonly number[]>> {
  const channels = input.at(-1) ?? 0;
  switch (operation.type) {
    case 'Conv2D':
      return {
        kernel: [...operation.size, channels, operation.filters],
        ...conditional(operation.bias, 'bias', [operation.filters]),
      };
    case 'DepthwiseConv2D':
      return {
        depthwise_kernel: [...operation.size, channels, operation.multiplier],
        ...conditional(operation.bias, 'bias', [channels * operation.multiplier]),
      };
    case 'SeparableConv2D':
      return {
        depthwise_kernel: [...operation.size, channels, operation.multiplier],
        pointwise_kernel: [1, 1, channels * operation.multiplier, operation.filters],
        ...conditional(operation.bias, 'bias', [operation.filters]),
      };
    case 'Dense':
      return {
        kernel: [channels, operation.units],
        ...conditional(operation.bias, 'bias', [operation.units]),
      };
    case 'BatchNormalization':
      return {
        ...conditional(operation.scale, 'gamma', [channels]),
        ...conditional(operation.center, 'beta', [channels]),
        moving_mean: [channels],
        moving_variance: [channels],
      };
    case 'Normalization':
      // Over all values, or over each of the channels, of which only one can be taken over as a scale and an offset.
      return operation.statistics === null ? { mean: [1], variance: [1] } : {};
    default:
      return {};
  }
}
