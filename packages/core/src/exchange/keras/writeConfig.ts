import { outputOf, type Convolution, type Network, type NetworkNode, type Operation, type Window } from '../Network';

type Fields = Record<string, unknown>;

const window = (name: string, { size, strides, padding }: Window): Fields => ({
  [name]: size,
  strides,
  padding,
  data_format: 'channels_last',
});

const convolution = ({ dilation, bias, activation, ...rest }: Convolution): Fields => ({
  ...window('kernel_size', rest),
  dilation_rate: dilation,
  use_bias: bias,
  activation: nameActivation(activation),
});

/** Keras 3 accepts `swish` and `silu`, and writes `silu`. */
const nameActivation = (activation: string): string => (activation === 'swish' ? 'silu' : activation);

/** The settings of a layer under Keras 3's names. */
function writeSettings(operation: Operation): Fields {
  switch (operation.type) {
    case 'InputLayer':
      return { batch_shape: [null, ...operation.shape] };
    case 'Conv2D':
      return { filters: operation.filters, ...convolution(operation) };
    case 'Conv2DTranspose':
      return { filters: operation.filters, ...convolution(operation) };
    case 'DepthwiseConv2D':
      return { depth_multiplier: operation.multiplier, ...convolution(operation) };
    case 'SeparableConv2D':
      return { filters: operation.filters, depth_multiplier: operation.multiplier, ...convolution(operation) };
    case 'Dense':
      return {
        units: operation.units,
        use_bias: operation.bias,
        activation: nameActivation(operation.activation),
      };
    case 'BatchNormalization': {
      const { epsilon, momentum, scale, center } = operation;
      return { axis: -1, epsilon, momentum, scale, center };
    }
    case 'LayerNormalization': {
      const { axes, epsilon, scale, center } = operation;
      return { axis: axes, epsilon, scale, center };
    }
    case 'Activation':
      return { activation: nameActivation(operation.activation) };
    case 'ReLU':
      return { max_value: operation.maximum };
    case 'LeakyReLU':
      return { negative_slope: operation.slope };
    case 'ELU':
      return { alpha: 1 };
    case 'PReLU':
      return { shared_axes: operation.shared.length === 0 ? null : operation.shared };
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return window('pool_size', operation);
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
    case 'Flatten':
      return { data_format: 'channels_last' };
    case 'Reshape':
      return { target_shape: operation.shape };
    case 'Permute':
      return { dims: operation.order };
    case 'Dropout':
      return { rate: operation.rate };
    case 'Concatenate':
      return { axis: -1 };
    case 'ZeroPadding2D':
      return { padding: [operation.rows, operation.columns], data_format: 'channels_last' };
    case 'Cropping2D':
      return { cropping: [operation.rows, operation.columns], data_format: 'channels_last' };
    case 'UpSampling2D':
      return { size: operation.size, interpolation: 'nearest', data_format: 'channels_last' };
    case 'Rescaling':
      return { scale: operation.scale, offset: operation.offset };
    case 'Normalization':
      return { axis: null, invert: operation.invert, ...operation.statistics };
    case 'Add':
    case 'Multiply':
      return {};
  }
}

function writeLayer(node: NetworkNode, nodeOf: ReadonlyMap<string, NetworkNode>): Fields {
  const { name, operation, inputs } = node;
  const tensors = inputs.map((input) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...nodeOf.get(input)!.shape], dtype: 'float32', keras_history: [input, 0, 0] },
  }));
  return {
    module: 'keras.layers',
    class_name: operation.type,
    config: {
      name,
      ...(operation.type === 'InputLayer' ? {} : { trainable: true }),
      dtype: 'float32',
      ...writeSettings(operation),
    },
    registered_name: null,
    name,
    inbound_nodes: tensors.length === 0 ? [] : [{ args: tensors.length === 1 ? tensors : [tensors], kwargs: {} }],
  };
}

/**
 * Describes a network as the `config.json` of a `.keras` file does.
 * @param network - in the order of `sortNodes`
 */
export function writeConfig(network: Network, name: string): Fields {
  const nodeOf = new Map(network.map((node) => [node.name, node]));
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: network.map((node) => writeLayer(node, nodeOf)),
      input_layers: [[network[0]!.name, 0, 0]],
      output_layers: [[outputOf(network).name, 0, 0]],
    },
    registered_name: 'Functional',
  };
}
