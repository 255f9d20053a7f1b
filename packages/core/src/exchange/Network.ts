import { FerError } from '../errors';
import type { Channels } from '../images/GrayImage';

/** Height and width. */
export type Pair = readonly [height: number, width: number];

/** Activations of layers, under Keras' names. */
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
  'gelu',
  'mish',
  'softmax',
] as const;

/** One of {@link ACTIVATIONS}. */
export type Activation = (typeof ACTIVATIONS)[number];

/** The window of a convolution or of pooling. */
export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  /** `same` gives an output of `ceil(input / stride)`; an odd row or column of padding goes to the end, as in TensorFlow. */
  readonly padding: 'same' | 'valid';
}

/** Settings that all convolutions have. */
export interface Convolution extends Window {
  readonly dilation: Pair;
  readonly bias: boolean;
  readonly activation: Activation;
}

/**
 * The operation of a layer, under Keras' names. Settings that only training needs (initializers, regularizers, constraints) are
 * not part of it.
 */
export type Operation =
  | { readonly type: 'InputLayer'; readonly shape: readonly [height: number, width: number, channels: number] }
  | ({ readonly type: 'Conv2D'; readonly filters: number } & Convolution)
  | ({ readonly type: 'DepthwiseConv2D'; readonly multiplier: number } & Convolution)
  | ({ readonly type: 'Conv2DTranspose'; readonly filters: number } & Convolution)
  | ({ readonly type: 'SeparableConv2D'; readonly filters: number; readonly multiplier: number } & Convolution)
  | { readonly type: 'Dense'; readonly units: number; readonly bias: boolean; readonly activation: Activation }
  | {
      readonly type: 'BatchNormalization';
      readonly epsilon: number;
      readonly momentum: number;
      /** True if it has a gamma. */
      readonly scale: boolean;
      /** True if it has a beta. */
      readonly center: boolean;
    }
  | {
      readonly type: 'LayerNormalization';
      /** Ascending; the batch is axis 0. */
      readonly axes: readonly number[];
      readonly epsilon: number;
      readonly scale: boolean;
      readonly center: boolean;
    }
  | { readonly type: 'Activation'; readonly activation: Activation }
  | { readonly type: 'ReLU'; readonly maximum: number | null }
  | { readonly type: 'LeakyReLU'; readonly slope: number }
  | { readonly type: 'ELU' }
  | {
      readonly type: 'PReLU';
      /** Axes that share a slope; the batch is axis 0. */
      readonly shared: readonly number[];
    }
  | ({ readonly type: 'MaxPooling2D' } & Window)
  | ({ readonly type: 'AveragePooling2D' } & Window)
  | { readonly type: 'GlobalAveragePooling2D' }
  | { readonly type: 'GlobalMaxPooling2D' }
  | { readonly type: 'Flatten' }
  | { readonly type: 'Reshape'; readonly shape: readonly number[] }
  | {
      readonly type: 'Permute';
      /** Axis `k` of the output is axis `order[k]` of the input; the batch, axis 0, is not listed. */
      readonly order: readonly number[];
    }
  | { readonly type: 'Dropout'; readonly rate: number }
  | { readonly type: 'Add' }
  | { readonly type: 'Multiply' }
  | { readonly type: 'Concatenate' }
  | { readonly type: 'ZeroPadding2D'; readonly rows: Pair; readonly columns: Pair }
  | { readonly type: 'Cropping2D'; readonly rows: Pair; readonly columns: Pair }
  | {
      /** Repeats rows and columns. */
      readonly type: 'UpSampling2D';
      readonly size: Pair;
    }
  | { readonly type: 'Rescaling'; readonly scale: number; readonly offset: number }
  | {
      readonly type: 'Normalization';
      /** Null if both are weights, as after Keras' `adapt`. */
      readonly statistics: { readonly mean: number; readonly variance: number } | null;
      readonly invert: boolean;
    };

/**
 * An operation that no layer of tfjs computes as its library does. `lowerOperations` replaces it, so that only readers know it.
 */
export type ForeignOperation =
  | ({ readonly type: 'GroupedConv2D'; readonly filters: number; readonly groups: number } & Convolution)
  | {
      readonly type: 'GroupNormalization';
      readonly groups: number;
      readonly epsilon: number;
      readonly scale: boolean;
      readonly center: boolean;
    }
  | {
      readonly type: 'Resizing';
      readonly height: number;
      readonly width: number;
      readonly interpolation: 'nearest' | 'bilinear';
    }
  | {
      /** `min(max(slope * x + 0.5, 0), 1)`, and for a gate `x` times that. */
      readonly type: 'HardSigmoid';
      readonly slope: number;
      readonly isGate: boolean;
    }
  | {
      /** A factor and a summand for each channel. */
      readonly type: 'Affine';
    };

/** An operation of a file. */
export type ReadOperation = Operation | ForeignOperation;

/** A weight, its values in row-major order. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** One layer of a network. */
export interface NetworkNode<Kind extends ReadOperation = Operation> {
  /** Unique in the network. */
  readonly name: string;
  readonly operation: Kind;
  /** The names of the nodes whose outputs are its inputs. */
  readonly inputs: readonly string[];
  /** Shape of the output without the batch: height x width x channels, or a number of features. */
  readonly shape: readonly number[];
  /** By role (`kernel`, `bias`, `gamma` ...), in Keras' order. */
  readonly weights: Readonly<Record<string, Weight>>;
}

/**
 * A network independent of any file format: nodes in topological order, the only input first and the only output last. Each
 * reader returns one and each writer takes one, so that no format depends on another.
 */
export type Network = readonly NetworkNode[];

/** The output node of a network. */
export const outputOf = (network: Network): NetworkNode => network.at(-1)!;

/** Returns the preferred name, with a number if a node already has it. */
export const freeName = (network: Network, preferred: string): string =>
  takeName(new Set(network.map(({ name }) => name)), preferred);

/** Returns the preferred name, with a number if it is among the names, and adds it to them. */
export function takeName(names: Set<string>, preferred: string): string {
  let name = preferred;
  for (let number = 1; names.has(name); number++) name = `${preferred}_${number}`;
  names.add(name);
  return name;
}

/** The number of values of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** The fields of a node that {@link sortNodes} needs. */
interface GraphNode {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * Sorts nodes as Keras lists the layers of a functional network: by their depth, which is the longest path to the output, and
 * within a depth in the order of a depth-first walk from the output. The weights in a `.keras` file follow this order (the third
 * `Conv2D` is `conv2d_2`), so that a file in another order would load with swapped weights.
 *
 * Nodes that the output does not depend on are left out. Each node comes after its inputs.
 */
export function sortNodes<Node extends GraphNode>(nodes: readonly Node[], output: string): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const visited = new Map<string, number>();
  const finished: Node[] = [];
  const visit = (node: Node): void => {
    if (visited.has(node.name)) return;
    visited.set(node.name, visited.size);
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
  return finished.sort(
    (a, b) => depths.get(b.name)! - depths.get(a.name)! || visited.get(a.name)! - visited.get(b.name)!,
  );
}

/** The input of a network whose file may leave it open. */
export interface OpenInput {
  readonly width: number;
  readonly height: number;
  readonly channels?: Channels;
}

/** Checks the sides and channels of an input, some of which a file may leave open. */
export function completeInput(
  [height, width, channels]: readonly unknown[],
  input: OpenInput | undefined,
): readonly [height: number, width: number, channels: Channels] | undefined {
  const shape = [height ?? input?.height, width ?? input?.width, channels ?? input?.channels];
  const given = input === undefined ? shape : [input.height, input.width, input.channels ?? shape[2]];
  const isWhole = shape.every((side, axis) => Number.isInteger(side) && (side as number) > 0 && side === given[axis]);
  return isWhole && (shape[2] === 1 || shape[2] === 3) ? (shape as [number, number, Channels]) : undefined;
}

/** Thrown for one layer that cannot be exchanged. `readNetwork` catches it, to name all such layers in one error. */
export class Unsupported extends Error {}

/** Composes the error about layers that cannot be exchanged. */
export function layersUnsupported(source: string, layers: readonly string[]): FerError<'LAYER_UNSUPPORTED'> {
  return new FerError('LAYER_UNSUPPORTED', {
    failed: `The network of ${source} cannot be exchanged`,
    expected: 'layers and settings that docs/exchange.md lists',
    received: layers.join('; '),
    next: 'Replace these layers, or run the network with the library it comes from.',
    layers,
  });
}

/** Composes the error about a network that is undamaged but does not fit. */
export function incompatible(
  field: string,
  problem: { readonly failed: string; readonly expected: string; readonly received: string; readonly next?: string },
): FerError<'MODEL_INCOMPATIBLE'> {
  return new FerError('MODEL_INCOMPATIBLE', { field, ...problem });
}
