import { type Activation, type Pair, Unsupported, type Weight } from '../Network';
import {
  constantAt,
  fileShape,
  isConstant,
  isImage,
  listOf,
  nodeAt,
  type NodeValue,
  numberOf,
  only,
  type OnnxValue,
  type Operator,
  optionalAt,
  type Reader,
  vector,
} from './OnnxOperator';
import type { OnnxTensor } from './parseOnnx';
import { readAveragePooling, readConvolution, readMaxPooling, readTransposed } from './readWindow';
import { transposeWeight } from './writeOperation';

const activate =
  (activation: Activation): Reader =>
  (operator) =>
    operator.add({ type: 'Activation', activation }, [nodeAt(operator)]);

const poolWhole =
  (type: 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D'): Reader =>
  (operator) =>
    keepAxes(operator, operator.add({ type }, [nodeAt(operator)]));

/** One value for each channel as an image of one pixel. */
const keepAxes = ({ add }: Operator, value: NodeValue): NodeValue =>
  add({ type: 'Reshape', shape: [1, 1, value.shape.at(-1)!] }, [value]);

/** The mean over all pixels. */
const readMean: Reader = (operator) => {
  const image = nodeAt(operator);
  const list = listOf(operator, 'axes') ?? [...(optionalAt(operator, 1)?.values ?? [])];
  const axes = list.map((axis) => (axis < 0 ? axis + 4 : axis)).toSorted((a, b) => a - b);
  if (!isImage(image) || axes.join() !== '2,3') throw new Unsupported(`over axes ${axes.join(' and ')}`);
  const mean = operator.add({ type: 'GlobalAveragePooling2D' }, [image]);
  return numberOf(operator, 'keepdims', 1) === 1 ? keepAxes(operator, mean) : mean;
};

const readNormalization: Reader = (operator) => {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => vector(constantAt(operator, at)));
  const settings = { epsilon: numberOf(operator, 'epsilon', 1e-5), momentum: numberOf(operator, 'momentum', 0.9) };
  return operator.add({ type: 'BatchNormalization', ...settings, scale: true, center: true }, [nodeAt(operator)], {
    ...{ gamma: gamma!, beta: beta! },
    ...{ moving_mean: mean!, moving_variance: variance! },
  });
};

const normalizeGroups =
  (countGroups: (operator: Operator, channels: number) => number): Reader =>
  (operator) => {
    const image = nodeAt(operator);
    const [gamma, beta] = [vector(constantAt(operator, 1)), vector(constantAt(operator, 2))];
    const channels = image.shape[2]!;
    if (gamma.values.length !== channels) throw new Unsupported('with factors of groups');
    const groups = countGroups(operator, channels);
    const epsilon = numberOf(operator, 'epsilon', 1e-5);
    return operator.add({ type: 'GroupNormalization', groups, epsilon, scale: true, center: true }, [image], {
      gamma,
      beta,
    });
  };

/** PyTorch keeps the order of channels first, in which values of an image follow each other. */
function flatten({ add }: Operator, value: NodeValue): NodeValue {
  if (!isImage(value)) return value;
  const [height, width, channels] = value.shape;
  const isSameOrder = channels === 1 || (height === 1 && width === 1);
  return add({ type: 'Flatten' }, [isSameOrder ? value : add({ type: 'Permute', order: [3, 1, 2] }, [value])]);
}

const readFlatten: Reader = (operator) => {
  only(operator, 'axis', 1);
  return flatten(operator, nodeAt(operator));
};

const readReshape: Reader = (operator) => {
  const { add } = operator;
  const value = nodeAt(operator);
  const sides = [...constantAt(operator, 1).values];
  const before = fileShape(value);
  const [, ...target] = sides.map((side, at) => (side === 0 ? before[at]! : side));
  const flat = flatten(operator, value);
  if (target.length === 1) return flat;
  if (target.length !== 3) throw new Unsupported(`to ${target.length + 1} axes`);
  if (isImage(value) && target.join() === before.slice(1).join()) return value;
  return add({ type: 'Permute', order: [2, 3, 1] }, [add({ type: 'Reshape', shape: target }, [flat])]);
};

/** Removes or adds axes of length 1 behind the channels, at once or one after the other. */
const changeAxes =
  (change: (operator: Operator, value: NodeValue) => NodeValue): Reader =>
  (operator) => {
    const [value] = operator.inputs;
    if (value !== undefined && isConstant(value)) return value;
    const node = nodeAt(operator);
    if (!isImage(node) || (node.shape[0] === 1 && node.shape[1] === 1)) return change(operator, node);
    throw new Unsupported(`of shape [${fileShape(node).join(', ')}]`);
  };

/** Where each axis of an image stands: in the network and in the file, both behind the batch. */
const FILE_AXES = [2, 3, 1];

const readTranspose: Reader = (operator) => {
  const value = nodeAt(operator);
  const order = listOf(operator, 'perm') ?? [];
  if (!isImage(value) || order.length !== 4 || order[0] !== 0)
    throw new Unsupported(`with perm ${JSON.stringify(order)}`);
  const axes = FILE_AXES.map((axis) => FILE_AXES.indexOf(order[axis]!) + 1);
  return operator.add({ type: 'Permute', order: axes }, [value]);
};

const readDense: Reader = (operator) => {
  only(operator, 'alpha', 1);
  only(operator, 'beta', 1);
  only(operator, 'transA', 0);
  const matrix = constantAt(operator, 1);
  const value = nodeAt(operator);
  if (isImage(value) || matrix.shape.length !== 2) throw new Unsupported('of more than two axes');
  const kernel = operator.attributes.transB === 1 ? transposeWeight(matrix, [1, 0]) : matrix;
  const units = kernel.shape[1]!;
  const bias = optionalAt(operator, 2);
  return operator.add({ type: 'Dense', units, bias: bias !== undefined, activation: 'linear' }, [value], {
    kernel,
    ...(bias && { bias: spread(bias, units) }),
  });
};

/** One number for each channel. */
function spread({ values }: OnnxTensor, channels: number): Weight {
  if (values.length === channels) return { shape: [channels], values };
  if (values.length === 1) return { shape: [channels], values: new Float32Array(channels).fill(values[0]!) };
  throw new Unsupported(`with ${values.length} numbers for ${channels} channels`);
}

/** True if a constant has a number for each channel, or one for all. */
function isPerChannel({ shape, values }: OnnxTensor, value: NodeValue): boolean {
  const axis = isImage(value) ? shape.at(-3) : shape.at(-1);
  return values.length === 1 || (axis === values.length && axis === value.shape.at(-1));
}

/** Sums and products of two outputs, or of one and a constant. */
const readArithmetic =
  (sign: '+' | '-' | '*' | '/'): Reader =>
  (operator) => {
    const { inputs, add } = operator;
    const [first, second] = inputs as [OnnxValue, OnnxValue];
    const isCommutative = sign === '+' || sign === '*';
    if (!isConstant(first) && !isConstant(second)) {
      if (isCommutative) return add({ type: sign === '+' ? 'Add' : 'Multiply' }, [first, second]);
      throw new Unsupported('of two outputs of operators');
    }
    const [constant, value] = isConstant(first) ? [first, second] : [second as OnnxTensor, first];
    if (isConstant(value) || (isConstant(first) && !isCommutative)) throw new Unsupported('of a constant');
    if (!isPerChannel(constant, value))
      throw new Unsupported(`with a constant of shape [${constant.shape.join(', ')}]`);
    const change = (number: number): number => (sign === '-' ? -number : sign === '/' ? 1 / number : number);
    const isSum = sign === '+' || sign === '-';
    const numbers = constant.values.map(change);
    if (numbers.every((number) => number === numbers[0])) {
      // As a number of 64 bits, so that 1 / 255 comes back as it was.
      const number = change(constant.values[0]!);
      return add({ type: 'Rescaling', ...(isSum ? { scale: 1, offset: number } : { scale: number, offset: 0 }) }, [
        value,
      ]);
    }
    const weight = { shape: [numbers.length], values: numbers };
    return add({ type: 'Affine' }, [value], isSum ? { offset: weight } : { scale: weight });
  };

const readClip: Reader = (operator) => {
  const bound = (at: number, name: string): number | undefined =>
    optionalAt(operator, at)?.values[0] ?? (operator.attributes[name] as number | undefined);
  const [low, high = Infinity] = [bound(1, 'min'), bound(2, 'max')];
  if (low !== 0 || high <= 0) throw new Unsupported(`from ${low ?? '-infinity'} to ${high}`);
  return operator.add({ type: 'ReLU', maximum: high < 3e38 ? high : null }, [nodeAt(operator)]);
};

const readSlopes: Reader = (operator) => {
  const value = nodeAt(operator);
  const channels = value.shape.at(-1)!;
  const slopes = constantAt(operator, 1);
  if (!isPerChannel(slopes, value)) throw new Unsupported(`with slopes of shape [${slopes.shape.join(', ')}]`);
  const { values } = spread(slopes, channels);
  const alpha = { shape: isImage(value) ? [1, 1, channels] : [channels], values };
  return operator.add({ type: 'PReLU', shared: isImage(value) ? [1, 2] : [] }, [value], { alpha });
};

/** PyTorch writes `HardSigmoid` with the slope 1/6 in 32 bits. */
const readHardSigmoid: Reader = (operator) => {
  only(operator, 'beta', 0.5);
  const slope = numberOf(operator, 'alpha', 0.2);
  const exact = Math.abs(slope - 1 / 6) < 1e-6 ? 1 / 6 : slope;
  return operator.add({ type: 'HardSigmoid', slope: exact, isGate: false }, [nodeAt(operator)]);
};

const readSoftmax: Reader = (operator) => {
  const value = nodeAt(operator);
  const axis = numberOf(operator, 'axis', isImage(value) ? 1 : -1);
  if (axis !== 1 && !(axis === -1 && !isImage(value))) throw new Unsupported(`over axis ${axis}`);
  return operator.add({ type: 'Activation', activation: 'softmax' }, [value]);
};

const readConcatenation: Reader = (operator) => {
  const values = operator.inputs as readonly OnnxValue[];
  if (values.every(isConstant)) {
    const joined = Float32Array.from(values.flatMap((constant) => [...constant.values]));
    return { shape: [joined.length], values: joined };
  }
  only(operator, 'axis', 1);
  return operator.add(
    { type: 'Concatenate' },
    values.map((_, at) => nodeAt(operator, at)),
  );
};

const readPadding: Reader = (operator) => {
  only(operator, 'mode', 'constant');
  const pads = listOf(operator, 'pads') ?? [...constantAt(operator, 1).values];
  const fill = optionalAt(operator, 2)?.values[0] ?? numberOf(operator, 'value', 0);
  const [, , top, left, , , bottom, right] = pads;
  const isSpatial = pads.length === 8 && [0, 1, 4, 5].every((at) => pads[at] === 0) && pads.every((side) => side >= 0);
  if (fill !== 0 || !isSpatial) throw new Unsupported(`with pads ${JSON.stringify(pads)} of ${fill}`);
  return operator.add({ type: 'ZeroPadding2D', rows: [top!, bottom!], columns: [left!, right!] }, [nodeAt(operator)]);
};

const readCrop: Reader = (operator) => {
  const [starts, ends, axes] = [1, 2, 3].map((at) => [...(optionalAt(operator, at)?.values ?? [])]);
  const [list] = operator.inputs;
  if (list !== undefined && isConstant(list)) {
    if (list.shape.length !== 1 || (optionalAt(operator, 4)?.values[0] ?? 1) !== 1)
      throw new Unsupported('of a constant');
    const part = list.values.slice(starts![0], ends![0]);
    return { shape: [part.length], values: part };
  }
  const value = nodeAt(operator);
  const steps = optionalAt(operator, 4)?.values ?? [];
  const before = fileShape(value);
  const cut = (axis: number): Pair => {
    const at = axes!.indexOf(axis);
    const side = before[axis]!;
    const place = (index: number): number => Math.min(Math.max(index < 0 ? index + side : index, 0), side);
    return at < 0 ? [0, 0] : [place(starts![at]!), side - place(ends![at]!)];
  };
  const isCrop = isImage(value) && axes!.every((axis) => axis === 2 || axis === 3) && steps.every((step) => step === 1);
  if (!isCrop) throw new Unsupported('of other than rows and columns');
  return operator.add({ type: 'Cropping2D', rows: cut(2), columns: cut(3) }, [value]);
};

const readResizing: Reader = (operator) => {
  const value = nodeAt(operator);
  if (!isImage(value)) throw new Unsupported('of no image');
  const { mode = 'nearest', coordinate_transformation_mode: placing = 'half_pixel' } = operator.attributes;
  const [height, width] = value.shape as [number, number];
  // Upsample has its factors where Resize has a region.
  const sizes = optionalAt(operator, 3)?.values;
  const factors = sizes === undefined ? constantAt(operator, operator.inputs.length === 2 ? 1 : 2).values : undefined;
  const to = (axis: number, side: number): number => sizes?.[axis] ?? side * factors![axis]!;
  const [rows, columns] = [to(2, height), to(3, width)];
  if (rows % 1 > 0 || columns % 1 > 0) throw new Unsupported(`to ${rows} x ${columns} pixels`);
  const { add } = operator;
  if (mode === 'nearest' && rows % height === 0 && columns % width === 0 && placing !== 'align_corners') {
    return add({ type: 'UpSampling2D', size: [rows / height, columns / width] }, [value]);
  }
  if (mode === 'linear' && (placing === 'half_pixel' || placing === 'pytorch_half_pixel')) {
    return add({ type: 'Resizing', height: rows, width: columns, interpolation: 'bilinear' }, [value]);
  }
  throw new Unsupported(
    `of ${height} x ${width} to ${rows} x ${columns}, mode ${JSON.stringify(mode)}, ${JSON.stringify(placing)}`,
  );
};

const readConstant: Reader = ({ attributes }) => {
  const [value] = Object.values(attributes);
  if (typeof value === 'number') return { shape: [], values: Float32Array.of(value) };
  if (Array.isArray(value)) return { shape: [value.length], values: Float32Array.from(value as number[]) };
  if (typeof value === 'object') return value as OnnxTensor;
  throw new Unsupported('of no numbers');
};

/** Sizes of values, of which exported networks compute the target of a reshape. */
const readShape: Reader = (operator) => {
  const shape = fileShape(nodeAt(operator));
  const part = shape.slice(numberOf(operator, 'start', 0), numberOf(operator, 'end', shape.length));
  return { shape: [part.length], values: Float32Array.from(part) };
};

const readGather: Reader = (operator) => {
  const [list, places] = [constantAt(operator, 0).values, constantAt(operator, 1)];
  return { shape: places.shape, values: places.values.map((at) => list[at < 0 ? at + list.length : at]!) };
};

const same: Reader = ({ inputs: [value] }) => {
  if (value !== undefined) return value;
  throw new Unsupported('without an input');
};

/** Reads each operator that can be exchanged. */
export const operators: Readonly<Record<string, Reader>> = {
  Add: readArithmetic('+'),
  AveragePool: readAveragePooling,
  BatchNormalization: readNormalization,
  Cast: same,
  Clip: readClip,
  Concat: readConcatenation,
  Constant: readConstant,
  Conv: readConvolution,
  ConvTranspose: readTransposed,
  Div: readArithmetic('/'),
  Dropout: same,
  Elu: (operator) => {
    only(operator, 'alpha', 1);
    return operator.add({ type: 'ELU' }, [nodeAt(operator)]);
  },
  Flatten: readFlatten,
  Gather: readGather,
  Gelu: (operator) => {
    only(operator, 'approximate', 'none');
    return activate('gelu')(operator);
  },
  Gemm: readDense,
  GlobalAveragePool: poolWhole('GlobalAveragePooling2D'),
  GlobalMaxPool: poolWhole('GlobalMaxPooling2D'),
  GroupNormalization: normalizeGroups((operator) => numberOf(operator, 'num_groups', 1)),
  HardSigmoid: readHardSigmoid,
  HardSwish: (operator) => operator.add({ type: 'HardSigmoid', slope: 1 / 6, isGate: true }, [nodeAt(operator)]),
  Identity: same,
  InstanceNormalization: normalizeGroups((_, channels) => channels),
  LeakyRelu: (operator) =>
    operator.add({ type: 'LeakyReLU', slope: numberOf(operator, 'alpha', 0.01) }, [nodeAt(operator)]),
  MatMul: readDense,
  MaxPool: readMaxPooling,
  Mish: activate('mish'),
  Mul: readArithmetic('*'),
  PRelu: readSlopes,
  Pad: readPadding,
  ReduceMean: readMean,
  Relu: (operator) => operator.add({ type: 'ReLU', maximum: null }, [nodeAt(operator)]),
  Reshape: readReshape,
  Resize: readResizing,
  Selu: activate('selu'),
  Shape: readShape,
  Sigmoid: activate('sigmoid'),
  Slice: readCrop,
  Softmax: readSoftmax,
  Softplus: activate('softplus'),
  Softsign: activate('softsign'),
  Squeeze: changeAxes(flatten),
  Sub: readArithmetic('-'),
  Tanh: activate('tanh'),
  Transpose: readTranspose,
  Unsqueeze: changeAxes((operator, value) => (isImage(value) ? value : keepAxes(operator, value))),
  Upsample: readResizing,
};
