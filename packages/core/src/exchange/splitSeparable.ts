import type { Network, NetworkNode } from './Network';
import { freeName } from './separateSoftmax';

/**
 * Writes separable convolutions with a depth multiplier as the two convolutions that they are: tfjs computes them rightly
 * and forgets the multiplier when it saves them.
 */
export function splitSeparable(network: Network): Network {
  return network.flatMap((node): NetworkNode[] => {
    const { operation, weights, shape, name } = node;
    if (operation.type !== 'SeparableConv2D' || operation.multiplier === 1) return [node];
    const { depthwise_kernel: depthwise, pointwise_kernel: pointwise, ...bias } = weights;
    const { filters, ...convolution } = operation;
    const first = freeName(network, `${name}_depthwise`);
    return [
      {
        ...node,
        name: first,
        operation: { ...convolution, type: 'DepthwiseConv2D', bias: false, activation: 'linear' },
        shape: [...shape.slice(0, 2), depthwise!.shape[2]! * depthwise!.shape[3]!],
        weights: { depthwise_kernel: depthwise! },
      },
      {
        name,
        operation: {
          type: 'Conv2D',
          filters,
          size: [1, 1],
          strides: [1, 1],
          dilation: [1, 1],
          padding: 'valid',
          bias: operation.bias,
          activation: operation.activation,
        },
        inputs: [first],
        shape,
        weights: { kernel: pointwise!, ...bias },
      },
    ];
  });
}
