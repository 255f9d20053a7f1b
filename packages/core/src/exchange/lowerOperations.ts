import {
  type ForeignOperation,
  type Network,
  type NetworkNode,
  type Operation,
  type ReadOperation,
  takeName,
  type Weight,
} from './Network';
import { inferShape } from './inferShape';

type Shape = readonly number[];

/** One of the operations that replace another; each takes the output of the one before it. */
interface Step {
  readonly operation: Operation;
  readonly weights?: Readonly<Record<string, Weight>>;
  /** True if it also takes the input of the replaced operation. */
  readonly takesInput?: boolean;
}

type Node = NetworkNode<ReadOperation>;

/**
 * Replaces each operation that tfjs has no layer for by layers that compute the same, so that a saved model opens with tfjs alone, and
 * all backends, training and export know its layers.
 */
export function lowerOperations(nodes: readonly Node[]): Network {
  const names = new Set(nodes.map(({ name }) => name));
  const shapes = new Map(nodes.map(({ name, shape }) => [name, shape]));
  return nodes.flatMap((node): NetworkNode[] => {
    const input = shapes.get(node.inputs[0] ?? '') ?? [];
    const steps = stepsOf(node, input);
    if (steps === undefined) return [node as NetworkNode];
    let before = node.inputs[0]!;
    let shape = input;
    return steps.map(({ operation, weights = {}, takesInput = false }, at) => {
      const inputs = takesInput ? [node.inputs[0]!, before] : [before];
      shape = inferShape(operation, takesInput ? [input, shape] : [shape]);
      before = at === steps.length - 1 ? node.name : takeName(names, `${node.name}_${operation.type.toLowerCase()}`);
      return { name: before, operation, inputs, shape, weights };
    });
  });
}

/** Returns undefined for operations that stay. */
function stepsOf({ operation, weights }: Node, input: Shape): readonly Step[] | undefined {
  switch (operation.type) {
    case 'GroupedConv2D':
      return [separateGroups(operation, weights, input)];
    case 'GroupNormalization':
      return normalizeGroups(operation, weights, input);
    case 'Resizing':
      return resize(operation, input);
    case 'HardSigmoid':
      return clampLine(operation);
    case 'Affine':
      return scaleChannels(weights, input);
    default:
      return undefined;
  }
}

/**
 * A grouped convolution is a convolution whose kernel is zero between groups, or a depthwise one if each channel is a group. This takes
 * as many more operations as there are groups; tfjs has no layer that slices channels.
 */
function separateGroups(
  { groups, filters, type: _, ...convolution }: Extract<ForeignOperation, { type: 'GroupedConv2D' }>,
  { kernel, ...bias }: Readonly<Record<string, Weight>>,
  input: Shape,
): Step {
  const channels = input.at(-1)!;
  const [rows, columns, each] = kernel!.shape as [number, number, number];
  if (each === 1 && convolution.strides[0] === convolution.strides[1]) {
    const multiplier = filters / groups;
    return {
      operation: { ...convolution, type: 'DepthwiseConv2D', multiplier },
      weights: { depthwise_kernel: { shape: [rows, columns, channels, multiplier], values: kernel!.values }, ...bias },
    };
  }
  const values = new Float32Array(rows * columns * channels * filters);
  for (let from = 0; from < kernel!.values.length; from++) {
    const filter = from % filters;
    const within = Math.floor(from / filters);
    const channel = Math.floor(filter / (filters / groups)) * each + (within % each);
    values[(Math.floor(within / each) * channels + channel) * filters + filter] = kernel!.values[from]!;
  }
  return {
    operation: { ...convolution, type: 'Conv2D', filters },
    weights: { kernel: { shape: [rows, columns, channels, filters], values }, ...bias },
  };
}

/** Y. Wu and K. He, Group Normalization, arXiv:1803.08494: as a layer normalization with the groups on an axis of their own. */
function normalizeGroups(
  { groups, epsilon, scale, center }: Extract<ForeignOperation, { type: 'GroupNormalization' }>,
  { gamma, beta }: Readonly<Record<string, Weight>>,
  shape: Shape,
): readonly Step[] {
  const [height, width, channels] = shape as [number, number, number];
  const normalize = (...axes: number[]): Step => ({
    operation: { type: 'LayerNormalization', axes, epsilon, scale: false, center: false },
  });
  const turn: Step = { operation: { type: 'Permute', order: [2, 1, 3] } };
  const normalized: readonly Step[] =
    groups === 1
      ? [normalize(1, 2, 3)]
      : [
          { operation: { type: 'Reshape', shape: [height * width, groups, channels / groups] } },
          turn,
          normalize(2, 3),
          turn,
          { operation: { type: 'Reshape', shape } },
        ];
  const affine = { ...(gamma && { scale: gamma }), ...(beta && { offset: beta }) };
  return scale || center ? [...normalized, ...scaleChannels(affine, shape)] : normalized;
}

/** A factor and a summand for each channel are a depthwise convolution of one pixel, which trains as they do. */
function scaleChannels({ scale, offset }: Readonly<Record<string, Weight>>, input: Shape): readonly Step[] {
  const channels = input.at(-1)!;
  const values = scale?.values ?? new Float32Array(channels).fill(1);
  const convolution: Step = {
    operation: {
      type: 'DepthwiseConv2D',
      multiplier: 1,
      size: [1, 1],
      strides: [1, 1],
      dilation: [1, 1],
      padding: 'valid',
      bias: offset !== undefined,
      activation: 'linear',
    },
    weights: { depthwise_kernel: { shape: [1, 1, channels, 1], values }, ...(offset && { bias: offset }) },
  };
  if (input.length === 3) return [convolution];
  return [
    { operation: { type: 'Reshape', shape: [1, 1, channels] } },
    convolution,
    { operation: { type: 'Reshape', shape: [channels] } },
  ];
}

function clampLine({ slope, isGate }: Extract<ForeignOperation, { type: 'HardSigmoid' }>): readonly Step[] {
  return [
    { operation: { type: 'Rescaling', scale: 1, offset: 0.5 / slope } },
    { operation: { type: 'ReLU', maximum: 1 / slope } },
    { operation: { type: 'Rescaling', scale: slope, offset: 0 } },
    ...(isGate ? [{ operation: { type: 'Multiply' }, takesInput: true } satisfies Step] : []),
  ];
}

/**
 * Resizing with pixels' centers at halves, as TensorFlow 2 and PyTorch do; tfjs' own layers align other points. It is linear in rows
 * and in columns: a dense layer for each.
 */
function resize(
  { height, width, interpolation }: Extract<ForeignOperation, { type: 'Resizing' }>,
  input: Shape,
): readonly Step[] {
  const [rows, columns] = input as [number, number];
  if (interpolation === 'nearest' && height % rows === 0 && width % columns === 0)
    return [{ operation: { type: 'UpSampling2D', size: [height / rows, width / columns] } }];
  const mix = (from: number, to: number): Step => ({
    operation: { type: 'Dense', units: to, bias: false, activation: 'linear' },
    weights: { kernel: { shape: [from, to], values: mixOf(from, to, interpolation) } },
  });
  const permute = (...order: number[]): Step => ({ operation: { type: 'Permute', order } });
  return [permute(2, 3, 1), mix(rows, height), permute(3, 2, 1), mix(columns, width), permute(1, 3, 2)];
}

/** The share of each of `from` pixels in each of `to`, row by row. */
function mixOf(from: number, to: number, interpolation: 'nearest' | 'bilinear'): Float32Array {
  const shares = new Float32Array(from * to);
  const clamp = (at: number): number => Math.min(Math.max(at, 0), from - 1);
  for (let target = 0; target < to; target++) {
    const center = ((target + 0.5) * from) / to;
    if (interpolation === 'nearest') shares[clamp(Math.floor(center)) * to + target] = 1;
    else {
      const first = Math.floor(center - 0.5);
      const second = center - 0.5 - first;
      shares[clamp(first) * to + target]! += 1 - second;
      shares[clamp(first + 1) * to + target]! += second;
    }
  }
  return shares;
}
