import type { Network, NetworkNode } from './Network';

/** What Keras' Normalization divides by at least. */
const SMALLEST_DEVIATION = 1e-7;

/** Writes each Normalization, which other libraries do not have, as the scale and offset that it amounts to. */
export function resolveNormalization(network: Network): Network {
  return network.map((node): NetworkNode => {
    const { operation, weights } = node;
    if (operation.type !== 'Normalization') return node;
    const mean = operation.statistics?.mean ?? weights.mean!.values[0]!;
    const variance = operation.statistics?.variance ?? weights.variance!.values[0]!;
    const deviation = Math.max(Math.sqrt(variance), SMALLEST_DEVIATION);
    const [scale, offset] = operation.invert ? [deviation, mean] : [1 / deviation, -mean / deviation];
    return { ...node, operation: { type: 'Rescaling', scale, offset }, weights: {} };
  });
}
