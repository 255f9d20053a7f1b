import { type Activation, type Convolution, type Pair, type ReadOperation, Unsupported, type Window } from '../Network';
import type { HardActivation, LayerConfig } from './LayerConfig';

/** A layer to read. */
interface Layer {
  readonly config: LayerConfig;
  /** Of its input, without the batch. */
  readonly shape: readonly number[];
  /** Numbers among the arguments of its call. */
  readonly numbers: readonly number[];
  readonly hasOldSigmoid: boolean;
}

/** Returns one operation or several, each of which takes the output of the one before it. */
type Reader = (layer: Layer) => ReadOperation | readonly ReadOperation[];

function readWindow(config: LayerConfig, sizeName: string, size: Pair | null, strides: Pair | null): Window {
  config.only('data_format', 'channels_last');
  const window = config.pair(sizeName, size);
  return { size: window, strides: config.pair('strides', strides ?? window), padding: config.padding() };
}

/** The slopes of `hard_sigmoid`, in Keras 2 and since Keras 3. */
const [OLD_SLOPE, SLOPE] = [0.2, 1 / 6];

/** Reads the activation of a layer, which may have to follow it as an operation of its own. */
function withActivation(
  { config, hasOldSigmoid }: Layer,
  read: (activation: Activation) => ReadOperation,
): readonly ReadOperation[] {
  const activation = config.activation();
  if (!isHard(activation)) return [read(activation)];
  const isGate = activation === 'hard_swish';
  const slope = hasOldSigmoid && !isGate ? OLD_SLOPE : SLOPE;
  return [read('linear'), { type: 'HardSigmoid', slope, isGate }];
}

const isHard = (activation: Activation | HardActivation): activation is HardActivation =>
  activation.startsWith('hard_');

function readConvolution(layer: Layer, read: (convolution: Convolution) => ReadOperation): readonly ReadOperation[] {
  const { config } = layer;
  return withActivation(layer, (activation) =>
    read({
      ...readWindow(config, 'kernel_size', null, [1, 1]),
      dilation: config.pair('dilation_rate', [1, 1]),
      bias: config.boolean('use_bias', true),
      activation,
    }),
  );
}

const readPooling =
  (type: 'MaxPooling2D' | 'AveragePooling2D'): Reader =>
  ({ config }) => ({ type, ...readWindow(config, 'pool_size', [2, 2], null) });

const readGlobalPooling =
  (type: 'GlobalMaxPooling2D' | 'GlobalAveragePooling2D'): Reader =>
  ({ config, shape }) => {
    config.only('data_format', 'channels_last');
    return config.boolean('keepdims', false) ? [{ type }, { type: 'Reshape', shape: [1, 1, shape.at(-1)!] }] : { type };
  };

/** Unwraps a number from nested lists of one element; undefined for anything else. */
function singleNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return Array.isArray(value) && value.length === 1 ? singleNumber(value[0]) : undefined;
}

function readSingle(config: LayerConfig, name: string, fallback?: number): number {
  const value = singleNumber(config.raw(name) ?? fallback);
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new Unsupported(
    `with ${name} ${JSON.stringify(config.raw(name))}, where only one number for all channels is supported`,
  );
}

const readRectifier: Reader = ({ config }) => {
  config.only('threshold', 0);
  const maximum = config.raw('max_value');
  const slope = config.number('negative_slope', 0);
  if (slope === 0) return { type: 'ReLU', maximum: maximum === undefined ? null : config.number('max_value', null) };
  if (maximum === undefined) return { type: 'LeakyReLU', slope };
  throw new Unsupported('with both max_value and negative_slope');
};

const readNormalization: Reader = ({ config }) => ({
  type: 'Normalization',
  invert: config.boolean('invert', false),
  statistics:
    config.raw('mean') === undefined
      ? null
      : { mean: readSingle(config, 'mean'), variance: readSingle(config, 'variance') },
});

const readReshape: Reader = ({ config }) => {
  const shape = config.raw('target_shape');
  // tfjs writes null for the side to be inferred, where Keras writes -1.
  const sides = Array.isArray(shape) ? shape.map((side: unknown) => side ?? -1) : [];
  if (sides.length > 0 && sides.every((side) => Number.isInteger(side))) {
    return { type: 'Reshape', shape: sides as number[] };
  }
  throw new Unsupported(`with target_shape ${JSON.stringify(shape)}`);
};

const readLayerNormalization: Reader = ({ config, shape }) => {
  config.only('rms_scaling', false);
  const rank = shape.length + 1;
  const axes = config.integers('axis', [-1]).map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.some((axis) => axis < 1 || axis >= rank)) throw new Unsupported(`with axis ${JSON.stringify(axes)}`);
  return {
    type: 'LayerNormalization',
    axes: axes.toSorted((a, b) => a - b),
    epsilon: config.number('epsilon', 1e-3),
    scale: config.boolean('scale', true),
    center: config.boolean('center', true),
  };
};

const readGroupNormalization: Reader = ({ config, shape }) => {
  config.lastAxis(shape.length + 1);
  const groups = config.number('groups', 32);
  return {
    type: 'GroupNormalization',
    groups: groups === -1 ? shape.at(-1)! : groups,
    epsilon: config.number('epsilon', 1e-3),
    scale: config.boolean('scale', true),
    center: config.boolean('center', true),
  };
};

/** Slopes are shared by all pixels, or each value has its own: tfjs' kernels know no other kind. */
const readSlopes: Reader = ({ config, shape }) => {
  const shared = config.raw('shared_axes') === undefined ? [] : config.integers('shared_axes', null);
  const isForChannels = shape.length === 3 && JSON.stringify(shared) === '[1,2]';
  if (shared.length === 0 || isForChannels) return { type: 'PReLU', shared };
  throw new Unsupported(`with shared_axes ${JSON.stringify(shared)}`);
};

function readInterpolation(config: LayerConfig, fallback: string): 'nearest' | 'bilinear' {
  const interpolation = config.text('interpolation', fallback);
  if (interpolation === 'nearest' || interpolation === 'bilinear') return interpolation;
  throw new Unsupported(`with interpolation "${interpolation}"`);
}

const readResizing: Reader = ({ config }) => {
  config.only('data_format', 'channels_last');
  for (const name of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias']) config.only(name, false);
  const interpolation = readInterpolation(config, 'bilinear');
  return { type: 'Resizing', height: config.count('height'), width: config.count('width'), interpolation };
};

const readUpSampling: Reader = ({ config, shape: [height, width] }) => {
  config.only('data_format', 'channels_last');
  const size = config.pair('size', [2, 2]);
  const interpolation = readInterpolation(config, 'nearest');
  return interpolation === 'nearest'
    ? { type: 'UpSampling2D', size }
    : { type: 'Resizing', height: height! * size[0], width: width! * size[1], interpolation };
};

/** Sums and products of several layers; Keras 3 also writes `x + 3` and `x * 2` as such a layer, with a number. */
const readArithmetic =
  (type: 'Add' | 'Multiply'): Reader =>
  ({ numbers }): ReadOperation => {
    const [number] = numbers;
    if (number === undefined) return { type };
    return { type: 'Rescaling', ...(type === 'Add' ? { scale: 1, offset: number } : { scale: number, offset: 0 }) };
  };

/** Reads each class of layer that can be exchanged. */
const readers: Readonly<Record<string, Reader>> = {
  Conv2D: (layer) => {
    const { config, shape } = layer;
    const filters = config.count('filters');
    const groups = config.count('groups', 1);
    if (shape.at(-1)! % groups > 0 || filters % groups > 0) throw new Unsupported(`with groups ${groups}`);
    return readConvolution(layer, (convolution) =>
      groups === 1
        ? { type: 'Conv2D', filters, ...convolution }
        : { type: 'GroupedConv2D', filters, groups, ...convolution },
    );
  },
  Conv2DTranspose: (layer) => {
    const { config } = layer;
    config.only('output_padding', null);
    config.only('dilation_rate', 1, [1, 1]);
    const filters = config.count('filters');
    return readConvolution(layer, (convolution) => ({ type: 'Conv2DTranspose', filters, ...convolution }));
  },
  DepthwiseConv2D: (layer) => {
    const multiplier = layer.config.count('depth_multiplier', 1);
    return readConvolution(layer, (convolution) => ({ type: 'DepthwiseConv2D', multiplier, ...convolution }));
  },
  SeparableConv2D: (layer) => {
    const { config } = layer;
    const [filters, multiplier] = [config.count('filters'), config.count('depth_multiplier', 1)];
    return readConvolution(layer, (convolution) => ({ type: 'SeparableConv2D', filters, multiplier, ...convolution }));
  },
  Dense: (layer) => {
    const { config } = layer;
    const [units, bias] = [config.count('units'), config.boolean('use_bias', true)];
    return withActivation(layer, (activation) => ({ type: 'Dense', units, bias, activation }));
  },
  BatchNormalization: ({ config, shape }) => {
    config.lastAxis(shape.length + 1);
    return {
      type: 'BatchNormalization',
      epsilon: config.number('epsilon', 1e-3),
      momentum: config.number('momentum', 0.99),
      scale: config.boolean('scale', true),
      center: config.boolean('center', true),
    };
  },
  LayerNormalization: readLayerNormalization,
  GroupNormalization: readGroupNormalization,
  Activation: (layer) => withActivation(layer, (activation) => ({ type: 'Activation', activation })).at(-1)!,
  ReLU: readRectifier,
  LeakyReLU: ({ config }) => ({ type: 'LeakyReLU', slope: config.number(['negative_slope', 'alpha'], 0.3) }),
  ELU: ({ config }) => {
    // tfjs supports no other alpha.
    config.only('alpha', 1);
    return { type: 'ELU' };
  },
  PReLU: readSlopes,
  Softmax: ({ config, shape }) => {
    config.lastAxis(shape.length + 1);
    return { type: 'Activation', activation: 'softmax' };
  },
  MaxPooling2D: readPooling('MaxPooling2D'),
  AveragePooling2D: readPooling('AveragePooling2D'),
  GlobalAveragePooling2D: readGlobalPooling('GlobalAveragePooling2D'),
  GlobalMaxPooling2D: readGlobalPooling('GlobalMaxPooling2D'),
  Flatten: ({ config }) => {
    config.only('data_format', 'channels_last');
    return { type: 'Flatten' };
  },
  Reshape: readReshape,
  Permute: ({ config }) => ({ type: 'Permute', order: config.integers('dims', null) }),
  Dropout: ({ config }) => ({ type: 'Dropout', rate: config.number('rate', 0.5) }),
  Add: readArithmetic('Add'),
  Multiply: readArithmetic('Multiply'),
  Concatenate: ({ config, shape }) => {
    config.lastAxis(shape.length + 1);
    return { type: 'Concatenate' };
  },
  ZeroPadding2D: ({ config }) => {
    config.only('data_format', 'channels_last');
    return { type: 'ZeroPadding2D', ...config.sides('padding', 1) };
  },
  Cropping2D: ({ config }) => {
    config.only('data_format', 'channels_last');
    return { type: 'Cropping2D', ...config.sides('cropping', 0) };
  },
  UpSampling2D: readUpSampling,
  Resizing: readResizing,
  Rescaling: ({ config }) => ({
    type: 'Rescaling',
    scale: readSingle(config, 'scale'),
    offset: readSingle(config, 'offset', 0),
  }),
  Normalization: readNormalization,
};

/**
 * Reads a layer as operations, each of which takes the output of the one before it.
 * @throws Unsupported
 */
export function readOperations(className: string, layer: Layer): readonly ReadOperation[] {
  const read = Object.hasOwn(readers, className) ? readers[className] : undefined;
  if (read === undefined) throw new Unsupported('');
  return [read(layer)].flat();
}
