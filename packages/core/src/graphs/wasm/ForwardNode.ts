/** A weight of a network, with its numbers, which may be computed from variables. */
export interface Weight {
  readonly shape: readonly number[];
  /** @returns the present numbers, possibly in place: the next operation of the engine may move them */
  read(): Float32Array;
}

/** Position and size of the windows of a convolution or pooling, as tfjs takes them. */
export interface WindowAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
  readonly dimRoundingMode: 'floor' | 'round' | 'ceil' | undefined;
}

/** The end of a convolution or dense layer: `clamp(sums + bias + residual, low, high)`. */
export interface Ending {
  readonly bias: Weight | undefined;
  /** It may have fewer channels; the others are taken as zero. */
  readonly residual: ForwardNode | undefined;
  readonly low: number;
  readonly high: number;
}

/** The bounds of a result that is not clamped. */
export const unclamped = { low: -Infinity, high: Infinity };

export const isUnclamped = ({ low, high }: { readonly low: number; readonly high: number }): boolean =>
  low === -Infinity && high === Infinity;

export const openEnding: Ending = { bias: undefined, residual: undefined, ...unclamped };

/** True if an ending can take up the operation that follows it. */
export const isOpen = (ending: Ending): boolean => ending.residual === undefined && isUnclamped(ending);

interface Shaped {
  /** Of one image, at the size of the example. */
  readonly shape: readonly number[];
}

interface InputNode extends Shaped {
  readonly kind: 'input';
}

export interface ConvolutionNode extends Shaped {
  readonly kind: 'convolution';
  readonly x: ForwardNode;
  /** [height, width, inputs, outputs]. */
  readonly filter: Weight;
  readonly window: WindowAttributes;
  readonly ending: Ending;
}

/** A depthwise convolution, and the pointwise convolution that follows it. */
export interface SeparableNode extends Shaped {
  readonly kind: 'separable';
  readonly x: ForwardNode;
  /** [height, width, channels, 1]. */
  readonly filter: Weight;
  readonly window: WindowAttributes;
  /** Of the depthwise convolution, without residual. */
  readonly ending: Ending;
  readonly pointwise: { readonly filter: Weight; readonly ending: Ending } | undefined;
}

export interface DenseNode extends Shaped {
  readonly kind: 'dense';
  readonly x: ForwardNode;
  /** [inputs, outputs]. */
  readonly filter: Weight;
  readonly ending: Ending;
}

/** A factor or summand: the numbers of a node, of the same shape or one number a channel, or a weight with one number a channel. */
export type Operand = ForwardNode | Weight;

/** `clamp(x * factor + summand, low, high)`. */
export interface CombineNode extends Shaped {
  readonly kind: 'combine';
  readonly x: ForwardNode;
  readonly factor: Operand | undefined;
  readonly summand: Operand | undefined;
  readonly low: number;
  readonly high: number;
}

export interface PoolNode extends Shaped {
  readonly kind: 'pool';
  readonly x: ForwardNode;
  readonly size: [number, number] | number;
  readonly window: WindowAttributes;
  readonly mode: 'max' | 'mean';
}

/** Maximum or mean over all pixels. */
interface ReduceNode extends Shaped {
  readonly kind: 'reduce';
  readonly x: ForwardNode;
  readonly mode: 'max' | 'mean';
}

export interface FunctionNode extends Shaped {
  readonly kind: 'function';
  readonly x: ForwardNode;
  readonly name: 'sigmoid' | 'tanh' | 'elu' | 'leakyRelu' | 'prelu';
  readonly alpha: number;
  /** Of prelu: one number a channel, or one a number of x. */
  readonly alphas: Weight | undefined;
}

interface SoftmaxNode extends Shaped {
  readonly kind: 'softmax';
  readonly x: ForwardNode;
  /** Length of the rows. */
  readonly columns: number;
}

/** Zeros around an image and after its channels. */
export interface PadNode extends Shaped {
  readonly kind: 'pad';
  readonly x: ForwardNode;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly channels: number;
}

/** Joins the channels. */
export interface JoinNode extends Shaped {
  readonly kind: 'join';
  readonly parts: readonly ForwardNode[];
}

interface ReshapeNode extends Shaped {
  readonly kind: 'reshape';
  readonly x: ForwardNode;
}

/** An operation of a forward pass. Shapes and weights are those of one image; all operations treat the images of a batch alike. */
export type ForwardNode =
  | InputNode
  | ConvolutionNode
  | SeparableNode
  | DenseNode
  | CombineNode
  | PoolNode
  | ReduceNode
  | FunctionNode
  | SoftmaxNode
  | PadNode
  | JoinNode
  | ReshapeNode;

export const isWeight = (operand: Operand): operand is Weight => 'read' in operand;

/** The nodes that a node reads, one of them twice if it is read twice. */
export function operandsOf(node: ForwardNode): readonly ForwardNode[] {
  switch (node.kind) {
    case 'input':
      return [];
    case 'join':
      return node.parts;
    case 'combine':
      return [node.x, node.factor, node.summand].filter((operand) => operand !== undefined).filter(isNode);
    case 'convolution':
    case 'dense':
      return [node.x, node.ending.residual].filter((operand) => operand !== undefined);
    case 'separable':
      return [node.x, node.pointwise?.ending.residual].filter((operand) => operand !== undefined);
    default:
      return [node.x];
  }
}

const isNode = (operand: Operand): operand is ForwardNode => !isWeight(operand);

/** Number of numbers. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Work that this compiler does not know; the layers run as they are. */
export class UnsupportedWork extends Error {}
