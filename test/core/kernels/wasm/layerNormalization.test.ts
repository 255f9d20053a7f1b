import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { composeNormalization } from '#core/kernels/wasm/layerNormalization';
import { drawValues, expectAgreement, startBackends } from './compareBackends';

beforeAll(startBackends);

type LayerOptions = Parameters<typeof tf.layers.layerNormalization>[0];
type Apply = (layer: tf.layers.Layer, x: tf.Tensor) => tf.Tensor;

const callLayer: Apply = (layer, x) => layer.call(x, {}) as tf.Tensor;

/** Output and all gradients of one layer. On cpu it is the stock layer. */
function normalize(
  shape: readonly number[],
  options: LayerOptions,
  round: number,
  applyOnWasm: Apply = callLayer,
): tf.Tensor[] {
  const random = createRandom(61, round);
  const size = tf.util.sizeFromShape([...shape]);
  const values = drawValues(random, size).map((value, index) => 3 * value + (index % shape.at(-1)!));
  const weighing = drawValues(random, size);
  const layer = tf.layers.layerNormalization(options);
  layer.build([null, ...shape.slice(1)]);
  const variables = layer.trainableWeights.map((weight) => {
    const drawn = drawValues(random, tf.util.sizeFromShape(weight.shape as number[]));
    tf.tidy(() => void weight.write(tf.tensor(drawn, weight.shape as number[])));
    return weight.read() as tf.Variable;
  });
  const apply = tf.getBackend() === 'wasm' ? applyOnWasm : callLayer;
  const result = tf.tidy(() => {
    const x = tf.variable(tf.tensor(values, [...shape]));
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(apply(layer, x), tf.tensor(weighing, [...shape]))),
      [x, ...variables],
    );
    return [apply(layer, x).clone(), ...[x, ...variables].map(({ name }) => grads[name]!)];
  });
  tf.disposeVariables();
  return result;
}

describe('layer normalisation on wasm', () => {
  test.each<[name: string, shape: number[], options: LayerOptions]>([
    ['of images', [3, 5, 4, 11], {}],
    ['of wide rows', [2, 3, 2, 40], {}],
    ['of more rows than a partial sum takes', [4, 9, 8, 16], { epsilon: 1e-5 }],
    ['of three channels', [2, 3, 3, 3], {}],
    ['of features', [7, 37], {}],
    ['over several axes', [3, 4, 5, 6], { axis: [2, 3] }],
    ['over all axes of an image', [3, 4, 5, 2], { axis: [1, 2, 3] }],
    ['over rows only', [3, 4, 5, 6], { axis: 1 }],
  ])('%s agrees with the stock layer, with its gradients', async (name, shape, options) => {
    for (let round = 0; round < 3; round++) await expectAgreement(() => normalize(shape, options, round), name, 5e-5);
  });

  test.each<[name: string, shape: number[], options: LayerOptions]>([
    ['of images', [3, 5, 4, 11], {}],
    ['over several axes', [3, 4, 5, 6], { axis: [2, 3] }],
  ])('%s agrees with the stock layer, without SIMD kernels too', async (name, shape, options) => {
    for (let round = 0; round < 3; round++) {
      await expectAgreement(() => normalize(shape, options, round, composeNormalization), name, 5e-5);
    }
  });

  test('works without scale and shift, where the gradient of the stock layer fails', async () => {
    await tf.setBackend('wasm');
    const weighing = drawValues(createRandom(63), 6 * 9);
    const gradientOf = async (options: LayerOptions, apply: Apply): Promise<Float32Array> => {
      const layer = tf.layers.layerNormalization(options);
      layer.build([null, 9]);
      const gradient = tf.tidy(() =>
        tf.grad((x: tf.Tensor) => tf.sum(tf.mul(apply(layer, x), tf.tensor2d(weighing, [6, 9]))))(
          tf.tensor2d(drawValues(createRandom(64), 6 * 9), [6, 9]),
        ),
      );
      const numbers = Float32Array.from(await gradient.data());
      gradient.dispose();
      tf.disposeVariables();
      return numbers;
    };
    const expected = await gradientOf({}, callLayer);
    expect(await gradientOf({ scale: false, center: false }, callLayer)).toEqual(expected);
    const composed = await gradientOf({ scale: false, center: false }, composeNormalization);
    composed.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
  });

  test('repeats and slices nothing, in prediction and in training', async () => {
    await tf.setBackend('wasm');
    const { kernels } = await tf.profile(() => {
      tf.dispose(normalize([4, 6, 6, 8], {}, 0));
      return tf.scalar(0);
    });
    const names = kernels.map(({ name }) => name);
    expect(names).toContain('FerkitNormalizeRows');
    expect(names).toContain('FerkitNormalizeRowsGradient');
    expect(names.filter((name) => name === 'Tile' || name === 'Slice')).toEqual([]);
  });

  test('keeps a small variance beside a large mean', async () => {
    await expectAgreement(
      () =>
        tf.tidy(() => {
          const layer = tf.layers.layerNormalization();
          layer.build([null, 32]);
          const x = tf.add(1000, tf.tensor2d(drawValues(createRandom(62), 128), [4, 32]));
          const output = layer.call(x, {}) as tf.Tensor;
          tf.disposeVariables();
          return output;
        }),
      'a mean of 1000',
      1e-3,
    );
  });
});
