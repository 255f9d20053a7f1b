import {
  type CombineNode,
  type ConvolutionNode,
  type DenseNode,
  type Ending,
  type ForwardNode,
  isOpen,
  isUnclamped,
  type SeparableNode,
  unclamped,
  type Weight,
} from './ForwardNode';

/** A node with an ending of its own. */
export type EndedNode = ConvolutionNode | SeparableNode | DenseNode;

/** Multiplies and adds numbers to those of a node, or clamps them, in an operation of its own. */
export const combineNode = (
  x: ForwardNode,
  changes: Partial<Pick<CombineNode, 'factor' | 'summand' | 'low' | 'high' | 'shape'>>,
): CombineNode => ({
  kind: 'combine',
  x,
  factor: undefined,
  summand: undefined,
  ...unclamped,
  shape: x.shape,
  ...changes,
});

/** Adds numbers within the operation that computes a node. @returns undefined where that is impossible */
export function joinSummand(node: ForwardNode, summand: ForwardNode): ForwardNode | undefined {
  if (isEnded(node) && isOpen(endingOf(node))) return withEnding(node, { residual: withoutChannelPadding(summand) });
  if (node.kind !== 'combine' || node.summand !== undefined || !isUnclamped(node)) return undefined;
  return { ...node, summand };
}

/** Clamps numbers within the operation that computes a node. @returns undefined where that is impossible */
export function clampNode(node: ForwardNode, low: number, high: number): ForwardNode | undefined {
  if (isEnded(node) && isUnclamped(endingOf(node))) return withEnding(node, { low, high });
  return node.kind === 'combine' && isUnclamped(node) ? { ...node, low, high } : undefined;
}

const isEnded = (node: ForwardNode): node is EndedNode =>
  node.kind === 'convolution' || node.kind === 'separable' || node.kind === 'dense';

const endingOf = (node: EndedNode): Ending =>
  node.kind === 'separable' ? (node.pointwise ?? node).ending : node.ending;

const channelsOf = ({ shape }: ForwardNode): number => shape.at(-1)!;

/** Changes the ending of a node. */
export function withEnding(node: EndedNode, changes: Partial<Ending>): ForwardNode {
  if (node.kind === 'separable') {
    if (node.pointwise !== undefined) {
      return { ...node, pointwise: { ...node.pointwise, ending: { ...node.pointwise.ending, ...changes } } };
    }
    if (changes.residual !== undefined) {
      return combineNode(node, { summand: changes.residual });
    }
  }
  return { ...node, ending: { ...node.ending, ...changes } };
}

/**
 * Multiplies the channels of a node's result, and adds to them, by its weights.
 * @returns undefined where the node has none, or where its numbers are changed after them
 */
export function scaleNode(
  node: ForwardNode,
  scale: Weight | undefined,
  shift: Weight | undefined,
): ForwardNode | undefined {
  if (!isEnded(node) || !isOpen(endingOf(node)) || channelsOf(node) !== (scale ?? shift)!.shape[0]) return undefined;
  const { bias } = endingOf(node);
  const moved: Weight = {
    shape: (scale ?? shift)!.shape,
    read: () => {
      const [biases, scales, shifts] = [bias?.read(), scale?.read(), shift?.read()];
      const { length } = (scales ?? shifts)!;
      return Float32Array.from({ length }, (_, k) => (biases?.[k] ?? 0) * (scales?.[k] ?? 1) + (shifts?.[k] ?? 0));
    },
  };
  if (node.kind === 'separable' && node.pointwise !== undefined) {
    const pointwise = { ...node.pointwise, filter: scaleFilter(node.pointwise.filter, scale) };
    return withEnding({ ...node, pointwise }, { bias: moved });
  }
  return withEnding({ ...node, filter: scaleFilter(node.filter, scale) }, { bias: moved });
}

/** A filter with its last axes multiplied, which count as many numbers as the scale. */
function scaleFilter(filter: Weight, scale: Weight | undefined): Weight {
  if (scale === undefined) return filter;
  return {
    shape: filter.shape,
    read: () => {
      const [numbers, scales] = [filter.read(), scale.read()];
      const { length } = scales;
      return numbers.map((number, index) => number * scales[index % length]!);
    },
  };
}

/** A residual may have fewer channels than the result that it is added to. */
function withoutChannelPadding(node: ForwardNode): ForwardNode {
  if (node.kind !== 'pad' || node.top + node.bottom + node.left + node.right > 0) return node;
  return channelsOf(node.x) % 8 === 0 ? node.x : node;
}
