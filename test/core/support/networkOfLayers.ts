import * as tf from '@tensorflow/tfjs';

export const CLASSES = 3;
/** Default height and width of the images. */
export const SIDE = 8;

/** Builds a network of a convolution, the given layers and a softmax output. */
export function buildNetwork(addLayers: (features: tf.SymbolicTensor) => tf.SymbolicTensor): tf.LayersModel {
  const image = tf.input({ shape: [SIDE, SIDE, 1] });
  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  const convolved = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer })
    .apply(image) as tf.SymbolicTensor;
  const features = addLayers(convolved);
  const flat = features.shape.length > 2 ? (tf.layers.flatten().apply(features) as tf.SymbolicTensor) : features;
  const logits = tf.layers.dense({ units: CLASSES, kernelInitializer }).apply(flat);
  const outputs = tf.layers.activation({ activation: 'softmax' }).apply(logits) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs });
}

/** Applies a layer to features. */
export const applyLayer =
  (layer: tf.layers.Layer) =>
  (features: tf.SymbolicTensor): tf.SymbolicTensor =>
    layer.apply(features) as tf.SymbolicTensor;

const seeded = { kernelInitializer: tf.initializers.heNormal({ seed: 3 }) };
const merge = (layer: tf.layers.Layer) => (features: tf.SymbolicTensor) =>
  layer.apply([
    features,
    tf.layers.activation({ activation: 'tanh' }).apply(features),
  ] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
/** All tfjs layers that kernel replay supports, each applied to the features of a convolution with 4 filters. */
export const layersToTry: Readonly<Record<string, (features: tf.SymbolicTensor) => tf.SymbolicTensor>> = {
  Activation: applyLayer(tf.layers.activation({ activation: 'sigmoid' })),
  Add: merge(tf.layers.add()),
  Average: merge(tf.layers.average()),
  AveragePooling2D: applyLayer(tf.layers.averagePooling2d({ poolSize: 2 })),
  Concatenate: merge(tf.layers.concatenate()),
  Conv1D: (features) =>
    applyLayer(tf.layers.conv1d({ filters: 2, kernelSize: 3, ...seeded }))(
      applyLayer(tf.layers.reshape({ targetShape: [SIDE * SIDE, 4] }))(features),
    ),
  Conv2D: applyLayer(tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...seeded })),
  Conv2DTranspose: applyLayer(tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, ...seeded })),
  Cropping2D: applyLayer(tf.layers.cropping2D({ cropping: 1 })),
  Dense: applyLayer(tf.layers.dense({ units: 5, activation: 'relu', ...seeded })),
  DepthwiseConv2D: applyLayer(
    tf.layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: tf.initializers.heNormal({ seed: 4 }) }),
  ),
  ELU: applyLayer(tf.layers.elu()),
  Flatten: applyLayer(tf.layers.flatten()),
  GlobalAveragePooling2D: applyLayer(tf.layers.globalAveragePooling2d({})),
  GlobalMaxPooling2D: applyLayer(tf.layers.globalMaxPooling2d({})),
  InputLayer: (features) => features,
  LayerNormalization: applyLayer(tf.layers.layerNormalization()),
  LeakyReLU: applyLayer(tf.layers.leakyReLU()),
  MaxPooling2D: applyLayer(tf.layers.maxPooling2d({ poolSize: 2 })),
  Maximum: merge(tf.layers.maximum()),
  Minimum: merge(tf.layers.minimum()),
  Multiply: merge(tf.layers.multiply()),
  PReLU: applyLayer(tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.2 }) })),
  Permute: applyLayer(tf.layers.permute({ dims: [2, 1, 3] })),
  ReLU: applyLayer(tf.layers.reLU()),
  Reshape: applyLayer(tf.layers.reshape({ targetShape: [SIDE / 2, SIDE * 2, 4] })),
  SeparableConv2D: applyLayer(
    tf.layers.separableConv2d({
      filters: 3,
      kernelSize: 3,
      depthwiseInitializer: tf.initializers.heNormal({ seed: 4 }),
      pointwiseInitializer: tf.initializers.heNormal({ seed: 5 }),
    }),
  ),
  Softmax: (features) => applyLayer(tf.layers.softmax())(applyLayer(tf.layers.flatten())(features)),
  UpSampling2D: applyLayer(tf.layers.upSampling2d({})),
  ZeroPadding2D: applyLayer(tf.layers.zeroPadding2d({ padding: 1 })),
};
