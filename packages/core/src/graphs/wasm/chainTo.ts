import * as tf from '@tensorflow/tfjs';
import { type ForwardNode, operandsOf, type SeparableNode, sizeOf } from './ForwardNode';

/** Bytes of a result from which on convolutions run as a chain: smaller ones stay in the second-level cache anyway. */
const LEAST_BYTES = 3 << 19;

/** The most bytes of the rows between the convolutions of a chain, which the second-level cache holds together with the filters. */
const RING_BYTES = 5 << 17;

/** Rows that a chain keeps of each convolution but the last, as in kernels/wasm/assembly/chain.as. */
const RING_ROWS = 3;

/**
 * Separable convolutions that run row by row as a chain, each of which only the next one reads: as many as the cache has room for.
 * @param shapeOf - computes a node, and gives its shape
 * @returns them in their order, with the last one at the end; it alone if there are no others
 */
export function chainTo(
  last: SeparableNode,
  reads: ReadonlyMap<ForwardNode, number>,
  shapeOf: (node: ForwardNode) => readonly number[],
): readonly [SeparableNode, ...SeparableNode[]] {
  const members: [SeparableNode, ...SeparableNode[]] = [last];
  for (let first = last; canChain(first) && canChain(first.x) && reads.get(first.x) === readsOf(first);) {
    first = first.x;
    members.unshift(first);
  }
  if (members.length === 1) return members;
  // All of them have results of this shape.
  const shape = shapeOf(members[0].x);
  const most = sizeOf(shape) * 4 < LEAST_BYTES ? 1 : 1 + Math.floor(RING_BYTES / ringBytes(shape));
  members.splice(0, members.length - most);
  return members;
}

/** How many operands of other nodes, or outputs, each node is. */
export function countReads(outputs: readonly ForwardNode[]): ReadonlyMap<ForwardNode, number> {
  const counts = new Map<ForwardNode, number>();
  const read = (node: ForwardNode): void => {
    const count = counts.get(node) ?? 0;
    counts.set(node, count + 1);
    if (count === 0) operandsOf(node).forEach(read);
  };
  outputs.forEach(read);
  return counts;
}

/** Bytes of the rows that a chain keeps of a convolution. */
export const ringBytes = ([, width, channels]: readonly number[]): number => RING_ROWS * width! * channels! * 4;

/** True for a separable convolution whose results have the shape of its input, and of which each row depends on three. */
function canChain(node: ForwardNode): node is SeparableNode {
  if (node.kind !== 'separable' || node.pointwise === undefined) return false;
  const { filter, window, pointwise, x } = node;
  const { residual } = pointwise.ending;
  return (
    tf.util.arraysEqual(filter.shape.slice(0, 2), [3, 3]) &&
    filter.shape[2] === pointwise.filter.shape.at(-1) &&
    [window.strides].flat().every((stride) => stride === 1) &&
    window.pad === 'same' &&
    (residual === undefined || residual === x)
  );
}

/** How often a node reads its input. */
const readsOf = ({ x, pointwise }: SeparableNode): number => (pointwise?.ending.residual === x ? 2 : 1);
