import * as tf from '@tensorflow/tfjs';
import {
  type Activation,
  type Convolution,
  freeName,
  type Network,
  type NetworkNode,
  type Operation,
  outputOf,
  type Pair,
  type Window,
} from './Network';

const windowOf = ({ strides, padding }: Window) => ({ strides: [...strides] as [number, number], padding });

const convolutionOf = ({ dilation, bias, activation, size, ...window }: Convolution) => ({
  ...windowOf({ size, ...window }),
  kernelSize: [...size] as [number, number],
  dilationRate: [...dilation] as [number, number],
  useBias: bias,
  activation: activation satisfies Activation,
});

const sidesOf = ({
  rows,
  columns,
}: {
  readonly rows: Pair;
  readonly columns: Pair;
}): [[number, number], [number, number]] => [
  [rows[0], rows[1]],
  [columns[0], columns[1]],
];

const poolOf = (window: Window) => ({ ...windowOf(window), poolSize: [...window.size] as [number, number] });

function createLayer(name: string, operation: Exclude<Operation, { type: 'InputLayer' }>): tf.layers.Layer {
  const { layers } = tf;
  switch (operation.type) {
    case 'Conv2D':
      return layers.conv2d({ name, filters: operation.filters, ...convolutionOf(operation) });
    case 'Conv2DTranspose': {
      // tfjs dilates no transposed convolution, and refuses the setting.
      const { dilationRate: _, ...convolution } = convolutionOf(operation);
      return layers.conv2dTranspose({ name, filters: operation.filters, ...convolution });
    }
    case 'DepthwiseConv2D':
      return layers.depthwiseConv2d({ name, depthMultiplier: operation.multiplier, ...convolutionOf(operation) });
    case 'SeparableConv2D':
      return layers.separableConv2d({
        name,
        filters: operation.filters,
        depthMultiplier: operation.multiplier,
        ...convolutionOf(operation),
      });
    case 'Dense':
      return layers.dense({
        name,
        units: operation.units,
        useBias: operation.bias,
        activation: operation.activation,
      });
    case 'BatchNormalization': {
      const { epsilon, momentum, scale, center } = operation;
      return layers.batchNormalization({ name, epsilon, momentum, scale, center });
    }
    case 'LayerNormalization': {
      const { axes, epsilon, scale, center } = operation;
      return layers.layerNormalization({ name, axis: [...axes], epsilon, scale, center });
    }
    case 'Activation':
      return layers.activation({ name, activation: operation.activation });
    case 'ReLU':
      return layers.reLU({ name, ...(operation.maximum === null ? {} : { maxValue: operation.maximum }) });
    case 'LeakyReLU':
      return layers.leakyReLU({ name, alpha: operation.slope });
    case 'ELU':
      return layers.elu({ name });
    case 'PReLU':
      return layers.prelu({ name, ...(operation.shared.length === 0 ? {} : { sharedAxes: [...operation.shared] }) });
    case 'MaxPooling2D':
      return layers.maxPooling2d({ name, ...poolOf(operation) });
    case 'AveragePooling2D':
      return layers.averagePooling2d({ name, ...poolOf(operation) });
    case 'GlobalAveragePooling2D':
      return layers.globalAveragePooling2d({ name });
    case 'GlobalMaxPooling2D':
      return layers.globalMaxPooling2d({ name });
    case 'Flatten':
      return layers.flatten({ name });
    case 'Reshape':
      return layers.reshape({ name, targetShape: [...operation.shape] });
    case 'Permute':
      return layers.permute({ name, dims: [...operation.order] });
    case 'Dropout':
      return layers.dropout({ name, rate: operation.rate });
    case 'Add':
      return layers.add({ name });
    case 'Multiply':
      return layers.multiply({ name });
    case 'Concatenate':
      return layers.concatenate({ name, axis: -1 });
    case 'ZeroPadding2D':
      return layers.zeroPadding2d({ name, padding: sidesOf(operation) });
    case 'Cropping2D':
      return layers.cropping2D({ name, cropping: sidesOf(operation) });
    case 'UpSampling2D':
      return layers.upSampling2d({ name, size: [...operation.size] });
    case 'Rescaling':
      return layers.rescaling({ name, scale: operation.scale, offset: operation.offset });
    case 'Normalization':
      throw new Error('resolveNormalization replaces every Normalization before a network is built.');
  }
}

function fillLayer(layer: tf.layers.Layer, { weights }: NetworkNode): void {
  const values = Object.values(weights);
  if (values.length === 0) return;
  const tensors = values.map(({ values: numbers, shape }) => tf.tensor(numbers, [...shape], 'float32'));
  try {
    layer.setWeights(tensors);
  } finally {
    tf.dispose(tensors);
  }
}

/** Builds a network on the current backend. */
export function buildLayers(network: Network): tf.LayersModel {
  const outputs = new Map<string, tf.SymbolicTensor>();
  const [input, ...nodes] = splitSeparable(network);
  const image = tf.input({ name: input!.name, shape: [...input!.shape] });
  outputs.set(input!.name, image);
  const created: tf.layers.Layer[] = [];
  try {
    for (const node of nodes) {
      const layer = createLayer(node.name, node.operation as Exclude<Operation, { type: 'InputLayer' }>);
      created.push(layer);
      const inputs = node.inputs.map((name) => outputs.get(name)!);
      outputs.set(node.name, layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor);
      fillLayer(layer, node);
    }
    return tf.model({ inputs: image, outputs: outputs.get(outputOf(network).name)! });
  } catch (error) {
    // tfjs throws when a layer is disposed of that is not built yet.
    for (const layer of created) if (layer.built) layer.dispose();
    throw error;
  }
}

/**
 * Replaces each separable convolution that has a depth multiplier by a depthwise and a pointwise one: tfjs computes it correctly,
 * but omits the multiplier when it saves the network.
 */
function splitSeparable(network: Network): Network {
  return network.flatMap((node): NetworkNode[] => {
    const { operation, weights, shape, name } = node;
    if (operation.type !== 'SeparableConv2D' || operation.multiplier === 1) return [node];
    const { depthwise_kernel: depthwise, pointwise_kernel: pointwise, ...bias } = weights;
    const { filters, ...convolution } = operation;
    const first = freeName(network, `${name}_depthwise`);
    return [
      {
        ...node,
        name: first,
        operation: { ...convolution, type: 'DepthwiseConv2D', bias: false, activation: 'linear' },
        shape: [...shape.slice(0, 2), depthwise!.shape[2]! * depthwise!.shape[3]!],
        weights: { depthwise_kernel: depthwise! },
      },
      {
        name,
        operation: {
          type: 'Conv2D',
          filters,
          size: [1, 1],
          strides: [1, 1],
          dilation: [1, 1],
          padding: 'valid',
          bias: operation.bias,
          activation: operation.activation,
        },
        inputs: [first],
        shape,
        weights: { kernel: pointwise!, ...bias },
      },
    ];
  });
}
