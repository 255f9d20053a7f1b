import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { fuseNormalization, RunningStatistics } from '#core/training/steps/normalization';
import { drawValues, expectAgreement, startBackends } from '../kernels/wasm/compareBackends';

beforeAll(startBackends);

type LayerOptions = Parameters<typeof tf.layers.batchNormalization>[0];

/** Output, moving statistics and all gradients of one layer in training; wasm has it fused. */
function train(shape: readonly number[], options: LayerOptions, round: number): tf.Tensor[] {
  const random = createRandom(51, round);
  const size = tf.util.sizeFromShape([...shape]);
  const values = drawValues(random, size).map((value, index) => 3 * value + (index % shape.at(-1)!));
  const weighing = drawValues(random, size);
  const layer = tf.layers.batchNormalization({ momentum: 0.7, ...options });
  layer.build([null, ...shape.slice(1)]);
  const variables = layer.trainableWeights.map((weight) => {
    tf.tidy(() => void weight.write(tf.tensor1d(drawValues(random, shape.at(-1)!))));
    return weight.read() as tf.Variable;
  });
  const running = new RunningStatistics();
  const restore = tf.getBackend() === 'wasm' ? fuseNormalization(layer, running) : () => undefined;
  const result = tf.tidy(() => {
    const images = tf.variable(tf.tensor(values, [...shape]));
    const output = layer.call(images, { training: true }) as tf.Tensor;
    running.update();
    const statistics = layer.nonTrainableWeights.map((weight) => weight.read().clone());
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(layer.call(images, { training: true }) as tf.Tensor, tf.tensor(weighing, [...shape]))),
      [images, ...variables],
    );
    return [output, ...statistics, ...[images, ...variables].map(({ name }) => grads[name]!)];
  });
  restore();
  running.clear();
  tf.disposeVariables();
  return result;
}

describe('batch normalisation in training on wasm', () => {
  test.each<[name: string, shape: number[], options: LayerOptions]>([
    ['of images', [3, 5, 4, 11], {}],
    ['of more rows than a partial sum takes', [4, 9, 8, 16], { epsilon: 1e-5 }],
    ['of one channel', [2, 3, 3, 1], {}],
    ['of one image', [1, 2, 3, 8], {}],
    ['of features', [7, 9], {}],
  ])('%s agrees with cpu', async (name, shape, options) => {
    for (let round = 0; round < 3; round++) await expectAgreement(() => train(shape, options, round), name, 5e-5);
  });

  test('works without scale and shift, where the stock layer fails', async () => {
    const normalize = async (options: LayerOptions): Promise<number[]> => {
      const layer = tf.layers.batchNormalization(options);
      layer.build([null, 3, 3, 2]);
      const restore = fuseNormalization(layer, new RunningStatistics());
      const values = drawValues(createRandom(53), 36);
      const output = tf.tidy(() => layer.call(tf.tensor(values, [2, 3, 3, 2]), { training: true }) as tf.Tensor);
      const numbers = [...(await output.data())];
      output.dispose();
      restore();
      tf.disposeVariables();
      return numbers;
    };
    expect(await normalize({ scale: false, center: false })).toEqual(await normalize({}));
  });

  test('keeps a small variance far from zero', async () => {
    const moving: Float32Array[] = [];
    for (const fused of [true, false]) {
      const running = new RunningStatistics();
      const layer = tf.layers.batchNormalization({ momentum: 0 });
      layer.build([null, 4, 4, 2]);
      const restore = fused ? fuseNormalization(layer, running) : () => undefined;
      const random = createRandom(52);
      const images = tf.tensor(
        drawValues(random, 8 * 32).map((value) => 1000 + value),
        [8, 4, 4, 2],
      );
      tf.dispose(layer.call(images, { training: true }));
      running.update();
      moving.push(Float32Array.from(await layer.nonTrainableWeights[1]!.read().data()));
      restore();
      images.dispose();
    }
    tf.disposeVariables();
    moving[0]!.forEach((variance, channel) => expect(variance).toBeCloseTo(moving[1]![channel]!, 3));
  });
});
