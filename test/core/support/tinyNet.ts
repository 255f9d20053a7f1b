import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '@ferkit/core/metrics';
import { type Architecture, createModel, type FerModel } from '@ferkit/core';
import { testBackend } from './testBackend';

/** A network with batch normalization and dropout, small enough to train in milliseconds. */
export const tinyNet: Architecture<{ filters: number }> = {
  id: 'tiny',
  summary: 'convolution, normalisation, dropout, softmax',
  defaults: { filters: 4 },
  scaling: { mean: 0.5, std: 0.25 },
  build: ({ input, labelCount, seed, options }) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [input.height, input.width, 1],
          filters: options.filters,
          kernelSize: 3,
          strides: 2,
          useBias: false,
          kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
        }),
        tf.layers.batchNormalization({ momentum: 0.9 }),
        tf.layers.activation({ activation: 'relu' }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.25 }),
        tf.layers.dense({ units: labelCount, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 2 }) }),
        tf.layers.activation({ activation: 'softmax' }),
      ],
    }),
};

/** A new {@link tinyNet} for 16 x 16 images. */
export function createTinyModel(
  options: { readonly labels?: readonly string[]; readonly seed?: number; readonly backend?: BackendName } = {},
): Promise<FerModel> {
  return createModel({
    architecture: tinyNet,
    labels: ['a', 'b', 'c'],
    input: { width: 16, height: 16 },
    backend: testBackend,
    ...options,
  });
}

/** All weights of a model, in order. */
export async function readWeights(model: FerModel): Promise<number[][]> {
  return Promise.all(model.layers.weights.map(async (weight) => [...(await weight.read().data())]));
}
