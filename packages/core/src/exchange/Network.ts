import { FerError } from '../errors';

/** Height and width. */
export type Pair = readonly [height: number, width: number];

/** The functions that a layer can end in, under Keras' names. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'swish',
  'softmax',
] as const;

/** One of {@link ACTIVATIONS}. */
export type Activation = (typeof ACTIVATIONS)[number];

/** How a window moves over an image. */
export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  /** `same` pads with as much as makes the output `ceil(input / stride)` wide, and the odd row at the end. */
  readonly padding: 'same' | 'valid';
}

/** What all convolutions have. */
export interface Convolution extends Window {
  readonly dilation: Pair;
  readonly bias: boolean;
  readonly activation: Activation;
}

/**
 * What a layer computes. The names are Keras', because every file that is read or written knows these; what only training
 * looks at (initializers, regularizers, constraints) does not come along.
 */
export type Operation =
  | { readonly type: 'InputLayer'; readonly shape: readonly [height: number, width: number, channels: number] }
  | ({ readonly type: 'Conv2D'; readonly filters: number } & Convolution)
  | ({ readonly type: 'DepthwiseConv2D'; readonly multiplier: number } & Convolution)
  | ({ readonly type: 'SeparableConv2D'; readonly filters: number; readonly multiplier: number } & Convolution)
  | { readonly type: 'Dense'; readonly units: number; readonly bias: boolean; readonly activation: Activation }
  | {
      readonly type: 'BatchNormalization';
      readonly epsilon: number;
      readonly momentum: number;
      /** Whether it has a gamma. */
      readonly scale: boolean;
      /** Whether it has a beta. */
      readonly center: boolean;
    }
  | { readonly type: 'Activation'; readonly activation: Activation }
  | { readonly type: 'ReLU'; readonly maximum: number | null }
  | { readonly type: 'LeakyReLU'; readonly slope: number }
  | { readonly type: 'ELU' }
  | ({ readonly type: 'MaxPooling2D' } & Window)
  | ({ readonly type: 'AveragePooling2D' } & Window)
  | { readonly type: 'GlobalAveragePooling2D' }
  | { readonly type: 'Flatten' }
  | { readonly type: 'Reshape'; readonly shape: readonly number[] }
  | { readonly type: 'Dropout'; readonly rate: number }
  | { readonly type: 'Add' }
  | { readonly type: 'Multiply' }
  | { readonly type: 'Concatenate' }
  | { readonly type: 'ZeroPadding2D'; readonly rows: Pair; readonly columns: Pair }
  | { readonly type: 'Rescaling'; readonly scale: number; readonly offset: number }
  | {
      readonly type: 'Normalization';
      /** Null where both stand among the weights, as what `adapt` found does. */
      readonly statistics: { readonly mean: number; readonly variance: number } | null;
      readonly invert: boolean;
    };

/** The numbers of one weight, row by row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** One layer of a network. */
export interface NetworkNode {
  /** Different from that of every other node. */
  readonly name: string;
  readonly operation: Operation;
  /** The names of the nodes whose outputs it takes. */
  readonly inputs: readonly string[];
  /** Of its output, without the batch: height x width x channels, or a number of features. */
  readonly shape: readonly number[];
  /** By role (`kernel`, `bias`, `gamma` ...), in Keras' order. */
  readonly weights: Readonly<Record<string, Weight>>;
}

/**
 * A network as what every format has in common: nodes in the order in which they can be computed, the only input first
 * and the only output last. Reading a format gives one and writing takes one, so that each format knows of no other.
 */
export type Network = readonly NetworkNode[];

/** The output of a network. */
export const outputOf = (network: Network): NetworkNode => network.at(-1)!;

/** What sorting asks of a node. */
interface Linked {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * Puts nodes into the order in which Keras lists the layers of a functional network: by their distance from the output,
 * and where that is the same by when a walk back from the output meets them. Weights in a `.keras` file go by this order
 * (the third `Conv2D` of the list is `conv2d_2`), so a file in another order would load with its weights exchanged.
 *
 * Nodes that the output does not depend on are left out. Each node comes after those that it takes.
 */
export function sortNodes<Node extends Linked>(nodes: readonly Node[], output: string): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const met = new Map<string, number>();
  const finished: Node[] = [];
  const visit = (node: Node): void => {
    if (met.has(node.name)) return;
    met.set(node.name, met.size);
    for (const name of node.inputs) visit(byName.get(name)!);
    finished.push(node);
  };
  visit(byName.get(output)!);

  const depths = new Map<string, number>();
  for (const { name, inputs } of finished.toReversed()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  return finished.sort((a, b) => depths.get(b.name)! - depths.get(a.name)! || met.get(a.name)! - met.get(b.name)!);
}

/** Why a single layer cannot be taken over; caught where the layers are read, which then names all of them at once. */
export class Unsupported extends Error {}

/** The error for a network with layers that ferkit does not know. */
export function layersUnsupported(source: string, layers: readonly string[]): FerError<'LAYER_UNSUPPORTED'> {
  return new FerError('LAYER_UNSUPPORTED', {
    failed: `The network of ${source} cannot be exchanged`,
    expected: 'layers and settings that docs/exchange.md lists',
    received: layers.join('; '),
    next: 'Replace these layers, or run the network with the library it comes from.',
    layers,
  });
}

/** The error for a network that is whole but does not fit. */
export function incompatible(
  field: string,
  problem: { readonly failed: string; readonly expected: string; readonly received: string; readonly next?: string },
): FerError<'MODEL_INCOMPATIBLE'> {
  return new FerError('MODEL_INCOMPATIBLE', { field, ...problem });
}
