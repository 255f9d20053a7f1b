import { type Activation, type Pair, Unsupported, type Window } from '../Network';
import {
  constantAt,
  listOf,
  nodeAt,
  type NodeValue,
  numberOf,
  only,
  type Operator,
  optionalAt,
  pairOf,
  type Reader,
  vector,
} from './OnnxOperator';
import { transposeWeight } from './writeOperation';

/** Padding of rows and columns; none where the attribute is missing. */
const padsOf = (operator: Operator): readonly [top: number, left: number, bottom: number, right: number] => {
  const [top = 0, left = 0, bottom = 0, right = 0] = listOf(operator, 'pads') ?? [];
  return [top, left, bottom, right];
};

function refuseDilations(operator: Operator): void {
  if (listOf(operator, 'dilations')?.some((step) => step !== 1)) throw new Unsupported('with dilations');
}

/** Adds explicit padding, unless it is what TensorFlow calls `same`. */
function pad(
  operator: Operator,
  { size, strides }: Pick<Window, 'size' | 'strides'>,
  dilation: Pair,
): readonly [NodeValue, 'same' | 'valid'] {
  const { add } = operator;
  const image = nodeAt(operator);
  only(operator, 'auto_pad', 'NOTSET', 'VALID', 'SAME_UPPER');
  if (operator.attributes.auto_pad === 'SAME_UPPER') return [image, 'same'];
  const [top, left, bottom, right] = padsOf(operator);
  if (top + left + bottom + right === 0) return [image, 'valid'];
  const isSame = [
    [top, bottom],
    [left, right],
  ].every(([before, after], axis) => {
    const [length, stride] = [image.shape[axis]!, strides[axis]!];
    const missing = (Math.ceil(length / stride) - 1) * stride + (size[axis]! - 1) * dilation[axis]! + 1 - length;
    return before === Math.floor(Math.max(missing, 0) / 2) && after === Math.max(missing, 0) - before;
  });
  if (isSame) return [image, 'same'];
  return [add({ type: 'ZeroPadding2D', rows: [top, bottom], columns: [left, right] }, [image]), 'valid'];
}

export const readConvolution: Reader = (operator) => {
  const filter = constantAt(operator, 1);
  if (filter.shape.length !== 4) throw new Unsupported(`with a kernel of ${filter.shape.length} axes`);
  const [filters, , rows, columns] = filter.shape as [number, number, number, number];
  const [strides, dilation] = [pairOf(operator, 'strides', [1, 1]), pairOf(operator, 'dilations', [1, 1])];
  const size: Pair = [rows, columns];
  const [image, padding] = pad(operator, { size, strides }, dilation);
  const groups = numberOf(operator, 'group', 1);
  const bias = optionalAt(operator, 2);
  const window = { size, strides, padding, dilation, bias: bias !== undefined, activation: 'linear' } as const;
  return operator.add(
    groups === 1 ? { type: 'Conv2D', filters, ...window } : { type: 'GroupedConv2D', filters, groups, ...window },
    [image],
    { kernel: transposeWeight(filter, [2, 3, 1, 0]), ...(bias && { bias: vector(bias) }) },
  );
};

/** A transposed convolution without padding, from whose output the padding is cut. */
export const readTransposed: Reader = (operator) => {
  only(operator, 'group', 1);
  only(operator, 'auto_pad', 'NOTSET', 'VALID');
  refuseDilations(operator);
  const filter = constantAt(operator, 1);
  const [, filters, rows, columns] = filter.shape as [number, number, number, number];
  const [strides, more] = [pairOf(operator, 'strides', [1, 1]), pairOf(operator, 'output_padding', [0, 0])];
  const size: Pair = [rows, columns];
  const bias = optionalAt(operator, 2);
  const image = nodeAt(operator);
  const whole = operator.add(
    {
      ...{ type: 'Conv2DTranspose', filters, size, strides, padding: 'valid', dilation: [1, 1] },
      ...{ bias: bias !== undefined, activation: 'linear' },
    },
    [image],
    { kernel: transposeWeight(filter, [2, 3, 1, 0]), ...(bias && { bias: vector(bias) }) },
  );
  const [top, left, bottom, right] = padsOf(operator);
  const cut = (axis: 0 | 1, before: number, after: number): Pair => {
    const wanted = (image.shape[axis]! - 1) * strides[axis] + size[axis] - before - after + more[axis];
    const end = whole.shape[axis]! - before - wanted;
    if (end >= 0) return [before, end];
    throw new Unsupported(`with output_padding ${JSON.stringify(more)}`);
  };
  const [cutRows, cutColumns] = [cut(0, top, bottom), cut(1, left, right)];
  if ([...cutRows, ...cutColumns].every((side) => side === 0)) return whole;
  return operator.add({ type: 'Cropping2D', rows: cutRows, columns: cutColumns }, [whole]);
};

const poolWindow = (operator: Operator): Omit<Window, 'padding'> => ({
  size: pairOf(operator, 'kernel_shape', [1, 1]),
  strides: pairOf(operator, 'strides', [1, 1]),
});

/** Refuses rounding up where it gives another size. */
function checkRounding(operator: Operator, { size, strides }: Omit<Window, 'padding'>): void {
  const pads = listOf(operator, 'pads') ?? [0, 0, 0, 0];
  const image = nodeAt(operator);
  const isUneven = size.some(
    (side, axis) => (image.shape[axis]! + pads[axis]! + pads[axis + 2]! - side) % strides[axis]! !== 0,
  );
  if (isUneven) only(operator, 'ceil_mode', 0);
  refuseDilations(operator);
}

const POSITIVE: readonly Activation[] = ['relu', 'relu6', 'sigmoid', 'softplus', 'softmax'];

/** True if an operation gives no number below 0. */
const isPositive = ({ operation, inputs }: NodeValue): boolean =>
  operation.type === 'ReLU' ||
  (operation.type === 'Activation' && POSITIVE.includes(operation.activation)) ||
  (operation.type === 'MaxPooling2D' && isPositive(inputs[0]!));

/** Padding never is the maximum. Zeros are as good where no number is below 0. */
export const readMaxPooling: Reader = (operator) => {
  const window = poolWindow(operator);
  checkRounding(operator, window);
  const image = nodeAt(operator);
  const { add } = operator;
  const { size, strides } = window;
  const pads = listOf(operator, 'pads') ?? [];
  const isCentered = pads.length === 4 && pads.every((side, at) => side === (size[at % 2]! - 1) / 2);
  const [padded, padding] = pad(operator, window, [1, 1]);
  if (padded === image || isPositive(image)) return add({ type: 'MaxPooling2D', ...window, padding }, [padded]);
  if (!isCentered) throw new Unsupported(`with pads ${JSON.stringify(pads)} of numbers that may be below 0`);
  // The maximum around each pixel, of which those at the strides are kept.
  const around = add({ type: 'MaxPooling2D', size, strides: [1, 1], padding: 'same' }, [image]);
  return add({ type: 'MaxPooling2D', size: [1, 1], strides, padding: 'valid' }, [around]);
};

export const readAveragePooling: Reader = (operator) => {
  const window = poolWindow(operator);
  checkRounding(operator, window);
  const { add, attributes } = operator;
  const image = nodeAt(operator);
  const [top, left, bottom, right] = padsOf(operator);
  if (attributes.count_include_pad === 1 && top + left + bottom + right > 0) {
    const padded = add({ type: 'ZeroPadding2D', rows: [top, bottom], columns: [left, right] }, [image]);
    return add({ type: 'AveragePooling2D', ...window, padding: 'valid' }, [padded]);
  }
  const [padded, padding] = pad(operator, window, [1, 1]);
  if (padded !== image) throw new Unsupported('with pads that do not count, unlike those of TensorFlow');
  return add({ type: 'AveragePooling2D', ...window, padding }, [image]);
};
