import {
  type Activation,
  type Convolution,
  type NetworkNode,
  type Operation,
  type Pair,
  sizeOf,
  type Weight,
  type Window,
} from '../Network';
import type { OnnxGraph } from './OnnxGraph';

type Shape = readonly number[];

/** A node to write, with its graph and the inputs there. */
interface OperationContext {
  readonly graph: OnnxGraph;
  readonly node: NetworkNode;
  /** Names of its inputs in the graph. */
  readonly inputs: readonly string[];
  /** Their shapes as Keras has them, channels last, without the batch. */
  readonly shapes: readonly Shape[];
}

/** The axes of an image, its batch first: channels last to channels first, and back. */
const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];

/** True if an image has the same order of values channels first and channels last. */
const isSameOrder = ([height, width, channels]: Shape): boolean => channels === 1 || (height === 1 && width === 1);

const toChannelsLast = (graph: OnnxGraph, name: string, value: string, shape: Shape): string =>
  shape.length === 3 && !isSameOrder(shape)
    ? graph.apply(`${name}/last`, 'Transpose', [value], { perm: CHANNELS_LAST })
    : value;

const toChannelsFirst = (graph: OnnxGraph, name: string, value: string, shape: Shape): string =>
  shape.length === 3 && !isSameOrder(shape)
    ? graph.apply(`${name}/first`, 'Transpose', [value], { perm: CHANNELS_FIRST })
    : value;

/** Padding in ONNX' order: top, left, bottom, right. The odd row or column goes to the end, as in TensorFlow. */
function padsOf(input: Shape, output: Shape, { size, strides, padding }: Window, dilation: Shape = [1, 1]): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  const missing = size.map((side, axis) =>
    Math.max(0, (output[axis]! - 1) * strides[axis]! + (side - 1) * dilation[axis]! + 1 - input[axis]!),
  );
  const before = missing.map((side) => Math.floor(side / 2));
  return [...before, ...missing.map((side, axis) => side - before[axis]!)];
}

/** Writes each activation; takes the name of its input and returns that of its output. */
const activations: Readonly<Record<Activation, (graph: OnnxGraph, name: string, value: string) => string>> = {
  linear: (_, __, value) => value,
  relu: (graph, name, value) => graph.apply(name, 'Relu', [value]),
  relu6: (graph, name, value) => clip(graph, name, value, 6),
  elu: (graph, name, value) => graph.apply(name, 'Elu', [value]),
  selu: (graph, name, value) => graph.apply(name, 'Selu', [value]),
  sigmoid: (graph, name, value) => graph.apply(name, 'Sigmoid', [value]),
  tanh: (graph, name, value) => graph.apply(name, 'Tanh', [value]),
  softplus: (graph, name, value) => graph.apply(name, 'Softplus', [value]),
  softsign: (graph, name, value) => graph.apply(name, 'Softsign', [value]),
  swish: (graph, name, value) => graph.apply(name, 'Mul', [value, graph.apply(`${name}/sigmoid`, 'Sigmoid', [value])]),
  gelu: (graph, name, value) => {
    const ratio = graph.apply(`${name}/ratio`, 'Mul', [value, graph.scalar(`${name}/root`, Math.SQRT1_2)]);
    const error = graph.apply(`${name}/erf`, 'Erf', [ratio]);
    const doubled = graph.apply(`${name}/doubled`, 'Add', [error, graph.scalar(`${name}/one`, 1)]);
    const share = graph.apply(`${name}/share`, 'Mul', [doubled, graph.scalar(`${name}/half`, 0.5)]);
    return graph.apply(name, 'Mul', [value, share]);
  },
  mish: (graph, name, value) =>
    graph.apply(name, 'Mul', [
      value,
      graph.apply(`${name}/tanh`, 'Tanh', [graph.apply(`${name}/softplus`, 'Softplus', [value])]),
    ]),
  // Axis 1 holds the channels of images, and the features of vectors.
  softmax: (graph, name, value) => graph.apply(name, 'Softmax', [value], { axis: 1 }),
};

const clip = (graph: OnnxGraph, name: string, value: string, maximum: number): string =>
  graph.apply(name, 'Clip', [value, graph.scalar(`${name}/min`, 0), graph.scalar(`${name}/max`, maximum)]);

const activate = ({ graph, node }: OperationContext, activation: Activation, value: string): string =>
  activations[activation](graph, `${node.name}/${activation}`, value);

const weightOf = ({ graph, node }: OperationContext, role: string, { values, shape }: Weight): string =>
  graph.floats(`${node.name}/${role}`, values, shape);

/** From rows x columns x in x out to out x in x rows x columns. The outputs of a depthwise kernel are ordered by channel first. */
function kernelOf(weight: Weight, isDepthwise: boolean): Weight {
  if (!isDepthwise) return transposeWeight(weight, [3, 2, 0, 1]);
  const [rows, columns, channels, multiplier] = weight.shape;
  return { ...transposeWeight(weight, [2, 3, 0, 1]), shape: [channels! * multiplier!, 1, rows!, columns!] };
}

function writeConvolution(context: OperationContext, operation: Convolution & { readonly type: string }): string {
  const { graph, node, inputs, shapes } = context;
  const { kernel, depthwise_kernel: depthwise, pointwise_kernel: pointwise, bias } = node.weights;
  const [shape] = shapes;
  const windowAttributes = {
    kernel_shape: operation.size,
    strides: operation.strides,
    dilations: operation.dilation,
    pads: padsOf(shape!, node.shape, operation, operation.dilation),
  };
  const biases = bias === undefined ? [] : [weightOf(context, 'bias', bias)];
  let value = inputs[0]!;
  if (depthwise !== undefined) {
    const weights = weightOf(context, 'depthwise_kernel', kernelOf(depthwise, true));
    const isLast = pointwise === undefined;
    value = graph.apply(
      isLast ? node.name : `${node.name}/depthwise`,
      'Conv',
      [value, weights, ...(isLast ? biases : [])],
      {
        ...windowAttributes,
        group: shape![2]!,
      },
    );
  }
  if (pointwise !== undefined) {
    value = graph.apply(node.name, 'Conv', [
      value,
      weightOf(context, 'pointwise_kernel', kernelOf(pointwise, false)),
      ...biases,
    ]);
  }
  if (kernel !== undefined) {
    value = graph.apply(
      node.name,
      'Conv',
      [value, weightOf(context, 'kernel', kernelOf(kernel, false)), ...biases],
      windowAttributes,
    );
  }
  return activate(context, operation.activation, value);
}

/** Keras pads the output at its end where a stride is larger than the window. */
function writeTransposed(
  context: OperationContext,
  operation: Extract<Operation, { type: 'Conv2DTranspose' }>,
): string {
  const { graph, node, inputs } = context;
  const { size, strides, padding, activation } = operation;
  const { kernel, bias } = node.weights;
  const surplus = size.map((side, axis) => (padding === 'same' ? Math.max(side - strides[axis]!, 0) : 0));
  const before = surplus.map((side) => Math.floor(side / 2));
  const operands = [inputs[0]!, weightOf(context, 'kernel', transposeWeight(kernel!, [3, 2, 0, 1]))];
  if (bias !== undefined) operands.push(weightOf(context, 'bias', bias));
  const value = graph.apply(node.name, 'ConvTranspose', operands, {
    kernel_shape: size,
    strides,
    pads: [...before, ...surplus.map((side, axis) => side - before[axis]!)],
    output_padding: size.map((side, axis) => Math.max(strides[axis]! - side, 0)),
  });
  return activate(context, activation, value);
}

function writeDense(context: OperationContext, operation: Extract<Operation, { type: 'Dense' }>): string {
  const { graph, node, inputs, shapes } = context;
  const { kernel, bias } = node.weights;
  const isImage = shapes[0]!.length === 3;
  // On an image, a dense layer is a 1x1 convolution.
  const weight = isImage
    ? { ...transposeWeight(kernel!, [1, 0]), shape: [kernel!.shape[1]!, kernel!.shape[0]!, 1, 1] }
    : kernel!;
  const operands = [inputs[0]!, weightOf(context, 'kernel', weight)];
  if (bias !== undefined) operands.push(weightOf(context, 'bias', bias));
  return activate(context, operation.activation, graph.apply(node.name, isImage ? 'Conv' : 'Gemm', operands));
}

function writeNormalization(
  context: OperationContext,
  operation: Extract<Operation, { type: 'BatchNormalization' }>,
): string {
  const { graph, node, inputs } = context;
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = node.weights;
  const constant = (value: number): Weight => ({
    shape: mean!.shape,
    values: new Float32Array(mean!.values.length).fill(value),
  });
  const operands = Object.entries({
    gamma: gamma ?? constant(1),
    beta: beta ?? constant(0),
    moving_mean: mean!,
    moving_variance: variance!,
  }).map(([role, weight]) => weightOf(context, role, weight));
  return graph.apply(node.name, 'BatchNormalization', [inputs[0]!, ...operands], {
    epsilon: { float: operation.epsilon },
  });
}

/** The operator set has no layer normalization before 17. */
function writeLayerNormalization(
  context: OperationContext,
  { axes, epsilon }: Extract<Operation, { type: 'LayerNormalization' }>,
): string {
  const { graph, node, inputs, shapes } = context;
  const { name } = node;
  const [shape] = shapes;
  const { gamma, beta } = node.weights;
  const part = (role: string, operator: string, ...operands: string[]): string =>
    graph.apply(`${name}/${role}`, operator, operands);
  const mean = (role: string, value: string): string =>
    graph.apply(`${name}/${role}`, 'ReduceMean', [value], { axes, keepdims: 1 });
  const spread = (role: string, weight: Weight): string =>
    weightOf(context, role, {
      ...weight,
      shape: [1, ...shape!.map((side, axis) => (axes.includes(axis + 1) ? side : 1))],
    });
  const value = toChannelsLast(graph, name, inputs[0]!, shape!);
  const centered = part('centered', 'Sub', value, mean('mean', value));
  const variance = mean('variance', part('squared', 'Mul', centered, centered));
  const deviation = part('deviation', 'Sqrt', part('safe', 'Add', variance, graph.scalar(`${name}/epsilon`, epsilon)));
  let result = part('normalized', 'Div', centered, deviation);
  if (gamma !== undefined) result = part('scaled', 'Mul', result, spread('gamma', gamma));
  if (beta !== undefined) result = part('shifted', 'Add', result, spread('beta', beta));
  return toChannelsFirst(graph, name, result, shape!);
}

function writePooling(context: OperationContext, operator: string, window: Window): string {
  const { graph, node, inputs, shapes } = context;
  return graph.apply(node.name, operator, inputs, {
    kernel_shape: window.size,
    strides: window.strides,
    pads: padsOf(shapes[0]!, node.shape, window),
  });
}

/** Keras reshapes in channels-last order. A 0 in the target shape keeps the batch. */
function writeReshape({ graph, node, inputs, shapes }: OperationContext): string {
  const { name, shape } = node;
  const value = toChannelsLast(graph, name, inputs[0]!, shapes[0]!);
  const isImage = shape.length === 3;
  const [height, width, channels] = shape;
  const isDirect = isImage && isSameOrder(shape);
  const target = graph.integers(`${name}/shape`, [0, ...(isDirect ? [channels!, height!, width!] : shape)]);
  if (!isImage || isDirect) return graph.apply(name, 'Reshape', [value, target]);
  return graph.apply(name, 'Transpose', [graph.apply(`${name}/reshape`, 'Reshape', [value, target])], {
    perm: CHANNELS_FIRST,
  });
}

function writeUpSampling({ graph, node, inputs }: OperationContext, size: Pair): string {
  const none = graph.floats(`${node.name}/none`, new Float32Array(0), [0]);
  const scales = graph.floats(`${node.name}/scales`, Float32Array.of(1, 1, ...size), [4]);
  const attributes = {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  };
  return graph.apply(node.name, 'Resize', [inputs[0]!, none, scales], attributes);
}

function writeRescaling({ graph, node, inputs }: OperationContext, scale: number, offset: number): string {
  const { name } = node;
  const scaled = graph.apply(offset === 0 ? name : `${name}/scaled`, 'Mul', [
    inputs[0]!,
    graph.scalar(`${name}/scale`, scale),
  ]);
  return offset === 0 ? scaled : graph.apply(name, 'Add', [scaled, graph.scalar(`${name}/offset`, offset)]);
}

/**
 * Writes the operation of a node, with channels first.
 * @returns the name of its output
 */
export function writeOperation(context: OperationContext): string {
  const { graph, node, inputs, shapes } = context;
  const { operation, name } = node;
  switch (operation.type) {
    case 'Conv2D':
    case 'DepthwiseConv2D':
    case 'SeparableConv2D':
      return writeConvolution(context, operation);
    case 'Conv2DTranspose':
      return writeTransposed(context, operation);
    case 'LayerNormalization':
      return writeLayerNormalization(context, operation);
    case 'Dense':
      return writeDense(context, operation);
    case 'BatchNormalization':
      return writeNormalization(context, operation);
    case 'Activation':
      return activate(context, operation.activation, inputs[0]!);
    case 'ReLU':
      return operation.maximum === null
        ? graph.apply(name, 'Relu', inputs)
        : clip(graph, name, inputs[0]!, operation.maximum);
    case 'LeakyReLU':
      return graph.apply(name, 'LeakyRelu', inputs, { alpha: { float: operation.slope } });
    case 'ELU':
      return graph.apply(name, 'Elu', inputs);
    case 'PReLU': {
      const { alpha } = node.weights;
      // A slope for each channel, or for each value, stands behind the batch.
      const slope = alpha!.shape.length === 3 ? transposeWeight(alpha!, [2, 0, 1]) : alpha!;
      return graph.apply(name, 'PRelu', [inputs[0]!, weightOf(context, 'alpha', slope)]);
    }
    case 'MaxPooling2D':
      return writePooling(context, 'MaxPool', operation);
    case 'AveragePooling2D':
      return writePooling(context, 'AveragePool', operation);
    case 'GlobalAveragePooling2D':
      return graph.apply(name, 'Flatten', [graph.apply(`${name}/mean`, 'GlobalAveragePool', inputs)]);
    case 'GlobalMaxPooling2D':
      return graph.apply(name, 'Flatten', [graph.apply(`${name}/maximum`, 'GlobalMaxPool', inputs)]);
    case 'Flatten':
      return graph.apply(name, 'Flatten', [toChannelsLast(graph, name, inputs[0]!, shapes[0]!)]);
    case 'Reshape':
      return writeReshape(context);
    case 'Permute': {
      const value = toChannelsLast(graph, name, inputs[0]!, shapes[0]!);
      const turned = graph.apply(name, 'Transpose', [value], { perm: [0, ...operation.order] });
      return toChannelsFirst(graph, name, turned, node.shape);
    }
    case 'Dropout':
      // Dropout does nothing outside of training.
      return inputs[0]!;
    case 'Add':
    case 'Multiply':
      return inputs.reduce((sum, input) => graph.apply(name, operation.type === 'Add' ? 'Add' : 'Mul', [sum, input]));
    case 'Concatenate':
      return graph.apply(name, 'Concat', inputs, { axis: 1 });
    case 'ZeroPadding2D': {
      const { rows, columns } = operation;
      const pads = graph.integers(`${name}/pads`, [0, 0, rows[0], columns[0], 0, 0, rows[1], columns[1]]);
      return graph.apply(name, 'Pad', [inputs[0]!, pads]);
    }
    case 'Cropping2D': {
      const { rows, columns } = operation;
      const [height, width] = shapes[0]!;
      const bounds = Object.entries({
        starts: [rows[0], columns[0]],
        ends: [height! - rows[1], width! - columns[1]],
        axes: [2, 3],
      }).map(([role, values]) => graph.integers(`${name}/${role}`, values));
      return graph.apply(name, 'Slice', [inputs[0]!, ...bounds]);
    }
    case 'UpSampling2D':
      return writeUpSampling(context, operation.size);
    case 'Rescaling':
      return writeRescaling(context, operation.scale, operation.offset);
    case 'InputLayer':
    case 'Normalization':
      throw new Error(`${operation.type} is handled before operations are written.`);
  }
}

/**
 * Transposes a weight: axis `k` of the result is axis `axes[k]` of the input.
 */
export function transposeWeight({ values, shape }: Weight, axes: readonly number[]): Weight {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sides = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(values.length);
  const position = sides.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++position[axis]! < sides[axis]!) break;
      from -= steps[axis]! * sides[axis]!;
      position[axis] = 0;
    }
  }
  return { shape: sides, values: result };
}
