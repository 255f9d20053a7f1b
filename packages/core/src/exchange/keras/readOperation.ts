import { type Convolution, type Operation, type Pair, Unsupported, type Window } from '../Network';
import type { LayerConfig } from './LayerConfig';

type Reader = (config: LayerConfig, rank: number) => Operation;

function readWindow(config: LayerConfig, sizeName: string, size: Pair | null, strides: Pair | null): Window {
  config.only('data_format', 'channels_last');
  const window = config.pair(sizeName, size);
  return { size: window, strides: config.pair('strides', strides ?? window), padding: config.padding() };
}

function readConvolution(config: LayerConfig): Convolution {
  config.only('groups', 1);
  return {
    ...readWindow(config, 'kernel_size', null, [1, 1]),
    dilation: config.pair('dilation_rate', [1, 1]),
    bias: config.boolean('use_bias', true),
    activation: config.activation(),
  };
}

const readPooling =
  (type: 'MaxPooling2D' | 'AveragePooling2D'): Reader =>
  (config) => ({ type, ...readWindow(config, 'pool_size', [2, 2], null) });

function readPadding(config: LayerConfig): Operation {
  config.only('data_format', 'channels_last');
  const value = config.raw('padding') ?? 1;
  const isSide = (side: unknown): side is number => Number.isInteger(side) && (side as number) >= 0;
  const sides = (Array.isArray(value) ? value : [value, value]).map((axis: unknown) =>
    Array.isArray(axis) ? (axis as unknown[]) : [axis, axis],
  );
  if (sides.length === 2 && sides.every((pair) => pair.length === 2 && pair.every(isSide))) {
    return { type: 'ZeroPadding2D', rows: sides[0] as unknown as Pair, columns: sides[1] as unknown as Pair };
  }
  throw new Unsupported(`with padding ${JSON.stringify(value)}`);
}

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

const readRectifier: Reader = (config) => {
  config.only('threshold', 0);
  const maximum = config.raw('max_value');
  const slope = config.number('negative_slope', 0);
  if (slope === 0) return { type: 'ReLU', maximum: maximum === undefined ? null : config.number('max_value', null) };
  if (maximum === undefined) return { type: 'LeakyReLU', slope };
  throw new Unsupported('with both max_value and negative_slope');
};

const readNormalization: Reader = (config) => ({
  type: 'Normalization',
  invert: config.boolean('invert', false),
  statistics:
    config.raw('mean') === undefined
      ? null
      : { mean: readSingle(config, 'mean'), variance: readSingle(config, 'variance') },
});

const readReshape: Reader = (config) => {
  const shape = config.raw('target_shape');
  // tfjs writes null for the side to be inferred, where Keras writes -1.
  const sides = Array.isArray(shape) ? shape.map((side: unknown) => side ?? -1) : [];
  if (sides.length > 0 && sides.every((side) => Number.isInteger(side))) {
    return { type: 'Reshape', shape: sides as number[] };
  }
  throw new Unsupported(`with target_shape ${JSON.stringify(shape)}`);
};

/** Reads the operation of each class of layer that can be exchanged. */
const readers: Readonly<Record<string, Reader>> = {
  Conv2D: (config) => ({ type: 'Conv2D', filters: config.count('filters'), ...readConvolution(config) }),
  DepthwiseConv2D: (config) => ({
    type: 'DepthwiseConv2D',
    multiplier: config.count('depth_multiplier', 1),
    ...readConvolution(config),
  }),
  SeparableConv2D: (config) => ({
    type: 'SeparableConv2D',
    filters: config.count('filters'),
    multiplier: config.count('depth_multiplier', 1),
    ...readConvolution(config),
  }),
  Dense: (config) => ({
    type: 'Dense',
    units: config.count('units'),
    bias: config.boolean('use_bias', true),
    activation: config.activation(),
  }),
  BatchNormalization: (config, rank) => {
    config.lastAxis(rank);
    return {
      type: 'BatchNormalization',
      epsilon: config.number('epsilon', 1e-3),
      momentum: config.number('momentum', 0.99),
      scale: config.boolean('scale', true),
      center: config.boolean('center', true),
    };
  },
  Activation: (config) => ({ type: 'Activation', activation: config.activation() }),
  ReLU: readRectifier,
  LeakyReLU: (config) => ({ type: 'LeakyReLU', slope: config.number(['negative_slope', 'alpha'], 0.3) }),
  ELU: (config) => {
    // tfjs supports no other alpha.
    config.only('alpha', 1);
    return { type: 'ELU' };
  },
  Softmax: (config, rank) => {
    config.lastAxis(rank);
    return { type: 'Activation', activation: 'softmax' };
  },
  MaxPooling2D: readPooling('MaxPooling2D'),
  AveragePooling2D: readPooling('AveragePooling2D'),
  GlobalAveragePooling2D: (config) => {
    config.only('data_format', 'channels_last');
    config.only('keepdims', false);
    return { type: 'GlobalAveragePooling2D' };
  },
  Flatten: (config) => {
    config.only('data_format', 'channels_last');
    return { type: 'Flatten' };
  },
  Reshape: readReshape,
  Dropout: (config) => ({ type: 'Dropout', rate: config.number('rate', 0.5) }),
  Add: () => ({ type: 'Add' }),
  Multiply: () => ({ type: 'Multiply' }),
  Concatenate: (config, rank) => {
    config.lastAxis(rank);
    return { type: 'Concatenate' };
  },
  ZeroPadding2D: readPadding,
  Rescaling: (config) => ({
    type: 'Rescaling',
    scale: readSingle(config, 'scale'),
    offset: readSingle(config, 'offset', 0),
  }),
  Normalization: readNormalization,
};

/**
 * Reads the operation of a layer.
 * @param rank - of the layer's input, the batch included
 * @throws Unsupported
 */
export function readOperation(className: string, config: LayerConfig, rank: number): Operation {
  const read = Object.hasOwn(readers, className) ? readers[className] : undefined;
  if (read === undefined) throw new Unsupported('');
  return read(config, rank);
}
