import { type Pair, type ReadOperation, sizeOf, Unsupported, type Window } from './Network';

type Shape = readonly number[];

function outputLength(length: number, axis: 0 | 1, window: Window, dilation: Pair = [1, 1]): number {
  const covered = (window.size[axis] - 1) * dilation[axis] + 1;
  const stride = window.strides[axis];
  return window.padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - covered) / stride) + 1;
}

function requireImage(shape: Shape): readonly [number, number, number] {
  if (shape.length === 3) return shape as readonly [number, number, number];
  throw new Unsupported(`on an input of shape [${shape.join(', ')}], which is no image`);
}

function windowShape(input: Shape, window: Window, channels: (input: number) => number, dilation?: Pair): Shape {
  const [height, width, depth] = requireImage(input);
  const [rows, columns] = [outputLength(height, 0, window, dilation), outputLength(width, 1, window, dilation)];
  if (rows < 1 || columns < 1) throw new Unsupported(`with a window larger than its input, ${height} x ${width}`);
  return [rows, columns, channels(depth)];
}

/** The shape of an element-wise result. Axes of length 1 are broadcast; different ranks are refused, since libraries align them differently. */
function broadcast(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  return first!.map((_, axis) => {
    const sides = [...new Set(shapes.map((shape) => shape[axis]!))].filter((side) => side !== 1);
    if (sides.length > 1 || shapes.some(({ length }) => length !== first!.length)) {
      throw new Unsupported(
        `of inputs of different shapes: ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' ')}`,
      );
    }
    return sides[0] ?? 1;
  });
}

function reshape(input: Shape, target: Shape): Shape {
  const size = sizeOf(input);
  const known = sizeOf(target.filter((side) => side !== -1));
  const shape = target.map((side) => (side === -1 ? size / known : side));
  if (shape.length !== 1 && shape.length !== 3) throw new Unsupported(`to ${shape.length} axes besides the batch`);
  if (sizeOf(shape) !== size) {
    throw new Unsupported(`of [${input.join(', ')}] to [${target.join(', ')}]`);
  }
  return shape;
}

function concatenate(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  const fits = (shape: Shape): boolean =>
    shape.length === first!.length && shape.slice(0, -1).every((side, axis) => side === first![axis]);
  if (!shapes.every(fits))
    throw new Unsupported(`of shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' ')}`);
  return [...first!.slice(0, -1), shapes.reduce((sum, shape) => sum + shape.at(-1)!, 0)];
}

/** Maximum width and height before and after resizing, which takes a matrix of both. */
const LARGEST_RESIZED = 4096;

/**
 * The shape of an operation's output, from the shapes of its inputs; all without the batch.
 * @throws Unsupported if the operation cannot take these inputs
 */
export function inferShape(operation: ReadOperation, inputs: readonly Shape[]): Shape {
  const [input = []] = inputs;
  switch (operation.type) {
    case 'InputLayer':
      return operation.shape;
    case 'Conv2D':
    case 'SeparableConv2D':
    case 'GroupedConv2D':
      return windowShape(input, operation, () => operation.filters, operation.dilation);
    case 'DepthwiseConv2D':
      return windowShape(input, operation, (channels) => channels * operation.multiplier, operation.dilation);
    case 'Conv2DTranspose':
      return widen(input, operation);
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return windowShape(input, operation, (channels) => channels);
    case 'Dense':
      return [...input.slice(0, -1), operation.units];
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return [requireImage(input)[2]];
    case 'Flatten':
      return [sizeOf(input)];
    case 'Reshape':
      return reshape(input, operation.shape);
    case 'Permute':
      if (operation.order.length !== input.length) {
        throw new Unsupported(`with ${operation.order.length} axes on an input of shape [${input.join(', ')}]`);
      }
      return operation.order.map((axis) => input[axis - 1]!);
    case 'Add':
    case 'Multiply':
      return broadcast(inputs);
    case 'Concatenate':
      return concatenate(inputs);
    case 'ZeroPadding2D': {
      const [height, width, channels] = requireImage(input);
      const { rows, columns } = operation;
      return [height + rows[0] + rows[1], width + columns[0] + columns[1], channels];
    }
    case 'Cropping2D': {
      const [height, width, channels] = requireImage(input);
      const { rows, columns } = operation;
      const sides = [height - rows[0] - rows[1], width - columns[0] - columns[1]];
      if (sides.some((side) => side < 1)) throw new Unsupported(`of more than its input, ${height} x ${width}`);
      return [...sides, channels];
    }
    case 'UpSampling2D': {
      const [height, width, channels] = requireImage(input);
      return [height * operation.size[0], width * operation.size[1], channels];
    }
    case 'Resizing': {
      const [height, width, channels] = requireImage(input);
      const most = Math.max(height, width, operation.height, operation.width);
      if (most > LARGEST_RESIZED) throw new Unsupported(`of or to more than ${LARGEST_RESIZED} pixels a side`);
      return [operation.height, operation.width, channels];
    }
    case 'GroupNormalization':
      if (requireImage(input)[2] % operation.groups === 0) return input;
      throw new Unsupported(`of ${operation.groups} groups on ${input[2]} channels`);
    default:
      return input;
  }
}

/** The output of a transposed convolution, whose every input pixel becomes `strides` pixels. */
function widen(input: Shape, { size, strides, padding, filters }: Window & { readonly filters: number }): Shape {
  const [height, width] = requireImage(input);
  const side = (length: number, axis: 0 | 1): number =>
    length * strides[axis] + (padding === 'same' ? 0 : Math.max(size[axis] - strides[axis], 0));
  return [side(height, 0), side(width, 1), filters];
}

const conditional = (isThere: boolean, name: string, shape: readonly number[]): Record<string, readonly number[]> =>
  isThere ? { [name]: shape } : {};

/**
 * The shapes of an operation's weights by role, in Keras' order.
 * @param input - the shape of the operation's input, without the batch
 */
export function weightShapes(
  operation: ReadOperation,
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
    case 'GroupedConv2D':
      return {
        kernel: [...operation.size, channels / operation.groups, operation.filters],
        ...conditional(operation.bias, 'bias', [operation.filters]),
      };
    case 'Conv2DTranspose':
      return {
        kernel: [...operation.size, operation.filters, channels],
        ...conditional(operation.bias, 'bias', [operation.filters]),
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
    case 'LayerNormalization': {
      const sides = operation.axes.map((axis) => input[axis - 1]!);
      return { ...conditional(operation.scale, 'gamma', sides), ...conditional(operation.center, 'beta', sides) };
    }
    case 'GroupNormalization':
      return {
        ...conditional(operation.scale, 'gamma', [channels]),
        ...conditional(operation.center, 'beta', [channels]),
      };
    case 'PReLU':
      return { alpha: input.map((side, axis) => (operation.shared.includes(axis + 1) ? 1 : side)) };
    case 'Normalization':
      // One mean and variance only: a statistic per channel is no single scale and offset.
      return operation.statistics === null ? { mean: [1], variance: [1] } : {};
    default:
      return {};
  }
}
