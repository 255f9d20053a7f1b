import * as tf from '@tensorflow/tfjs';
import { type Architecture, createModel, type FerModel } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';

const everyLayer: Architecture = {
  id: 'every-layer',
  summary: 'each layer and each setting that can be exchanged',
  defaults: {},
  scaling: { mean: 0.4, std: 0.3 },
  build: ({ input, labelCount }) => {
    const { layers } = tf;
    const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
      layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
    const image = tf.input({ shape: [input.height, input.width, 1] });
    let x = apply(layers.rescaling({ scale: -1.5, offset: 0.25 }), image);
    x = apply(
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
      x,
    );
    x = apply(layers.conv2d({ filters: 6, kernelSize: [5, 3], strides: 2, padding: 'same', activation: 'elu' }), x);
    x = apply(layers.batchNormalization({ scale: false, epsilon: 1e-4 }), x);
    let a = apply(
      layers.depthwiseConv2d({ kernelSize: [3, 5], padding: 'same', depthMultiplier: 2, activation: 'selu' }),
      x,
    );
    a = apply(layers.leakyReLU({ alpha: 0.2 }), apply(layers.batchNormalization({ center: false }), a));
    const b = apply(
      layers.separableConv2d({ filters: 12, kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'tanh' }),
      x,
    );
    const c = apply(
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', dilationRate: 2, activation: 'softplus' }),
      x,
    );
    x = apply(layers.concatenate(), apply(layers.add(), a, apply(layers.batchNormalization(), b)), c);
    // The short way first: files that go by the order of the layers mix these three up easily, and their shapes are the same.
    const convolve = (input: tf.SymbolicTensor): tf.SymbolicTensor =>
      apply(layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same' }), input);
    x = apply(layers.add(), convolve(x), convolve(convolve(x)));
    x = apply(layers.reLU({ maxValue: 6 }), x);
    x = apply(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), x);
    x = apply(layers.averagePooling2d({ poolSize: [2, 3], strides: [1, 2], padding: 'same' }), x);
    let t = apply(
      layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'gelu' }),
      x,
    );
    t = apply(
      layers.layerNormalization({ axis: [1, 3], center: false }),
      apply(layers.prelu({ sharedAxes: [1, 2] }), t),
    );
    t = apply(
      layers.conv2dTranspose({ filters: 8, kernelSize: [4, 2], strides: [1, 3] }),
      apply(layers.maxPooling2d({ poolSize: 2 }), t),
    );
    t = apply(layers.permute({ dims: [2, 3, 1] }), apply(layers.upSampling2d({ size: [2, 1] }), t));
    t = apply(layers.permute({ dims: [3, 1, 2] }), apply(layers.layerNormalization(), apply(layers.prelu(), t)));
    t = apply(
      layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 2],
        ],
      }),
      t,
    );
    t = apply(layers.activation({ activation: 'mish' }), apply(layers.globalMaxPooling2d({}), t));
    const raised = apply(layers.reshape({ targetShape: [1, 1, 16] }), apply(layers.dense({ units: 16 }), t));
    x = apply(layers.add(), x, raised);
    let gate = apply(layers.globalAveragePooling2d({}), x);
    gate = apply(
      layers.reshape({ targetShape: [1, 1, 16] }),
      apply(layers.dense({ units: 16, activation: 'sigmoid' }), gate),
    );
    x = apply(layers.elu(), apply(layers.multiply(), x, gate));
    x = apply(layers.averagePooling2d({ poolSize: 2 }), apply(layers.dense({ units: 5, activation: 'softsign' }), x));
    x = apply(layers.activation({ activation: 'relu6' }), x);
    const y = apply(
      layers.conv2d({ filters: 5, kernelSize: 1 }),
      apply(layers.reshape({ targetShape: [-1, 6, 5] }), x),
    );
    x = apply(layers.flatten(), apply(layers.add(), x, apply(layers.reshape({ targetShape: [6, 3, 5] }), y)));
    x = apply(layers.dense({ units: 10, activation: 'swish' }), apply(layers.dropout({ rate: 0.3 }), x));
    x = apply(layers.dense({ units: labelCount, useBias: false }), apply(layers.reLU(), x));
    return tf.model({ inputs: image, outputs: apply(layers.activation({ activation: 'softmax' }), x) });
  },
};

/**
 * Draws all weights anew: fresh ones have no bias, and statistics of 0 and 1, which hide what is done wrong with them.
 */
export function randomizeWeights(model: FerModel, seed: number): void {
  const random = createRandom(seed);
  const normal = (): number => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
  for (const layer of model.layers.layers) {
    const tensors = layer.weights.map(({ shape, originalName }) => {
      const sides = shape as number[];
      const size = sides.reduce((product, side) => product * side, 1);
      const inputs = sides.slice(0, -1).reduce((product, side) => product * side, 1);
      const isScale = /gamma|variance/.test(originalName);
      const draw = (): number =>
        isScale ? 0.5 + random.next() : normal() * (sides.length > 1 ? 1.2 / Math.sqrt(inputs) : 0.2);
      return tf.tensor(Float32Array.from({ length: size }, draw), sides);
    });
    layer.setWeights(tensors);
    tf.dispose(tensors);
  }
}

/** A model of {@link everyLayer} with random weights. */
export async function createEveryLayer(seed: number): Promise<FerModel> {
  const model = await createModel({
    architecture: everyLayer,
    labels: ['a', 'b', 'c', 'd', 'e'],
    backend: 'wasm',
    seed,
  });
  randomizeWeights(model, seed);
  model.annotate({ temperature: 0.8 });
  return model;
}
