import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { testBackend } from '../support/testBackend';

beforeAll(async () => {
  await selectBackend('cpu');
  await selectBackend(testBackend);
});

/** The engine under test gives what the cpu backend gives, and leaves no tensor. */
async function expectAgreement(compute: () => tf.Tensor, what: string): Promise<void> {
  const results: tf.TensorBuffer<tf.Rank>[] = [];
  for (const backend of ['cpu', testBackend]) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const result = tf.tidy(compute);
    results.push(await result.buffer());
    result.dispose();
    expect(tf.memory().numTensors, `${what} on ${backend}`).toBe(before);
  }
  const [expected, received] = results.map(({ values }) => values) as [Float32Array, Float32Array];
  expect(results[1]!.shape, what).toEqual(results[0]!.shape);
  const magnitude = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-30);
  const worst = expected.reduce((most, value, place) => Math.max(most, Math.abs(value - received[place]!)), 0);
  expect(worst / magnitude, what).toBeLessThan(1e-5);
}

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const;

test('convolutions of one image and of several agree with cpu, however they pad, step and end', async () => {
  for (let round = 0; round < 120; round++) {
    const random = createRandom(1, round);
    const images = [1, 2, 4, 5, 8][round % 5]!;
    const [rows, columns, inputs, outputs] = [5, 5, 1, 1].map((least) => least + random.integer(9)) as [
      number,
      number,
      number,
      number,
    ];
    const size = 1 + random.integer(3);
    const dilation = 1 + random.integer(2);
    const steps = dilation > 1 ? 1 : 1 + random.integer(3);
    const strides: number | [number, number] = random.integer(3) === 0 ? [steps, 1] : steps;
    const biased = random.integer(2) === 1;
    const pad = (['same', 'valid'] as const)[random.integer(2)]!;
    const activation = activations[random.integer(activations.length)]!;
    const draw = (...shape: number[]): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', round + shape.length);
    await expectAgreement(
      () =>
        tf.fused.conv2d({
          x: draw(images, rows, columns, inputs) as tf.Tensor4D,
          filter: draw(size, size, inputs, outputs) as tf.Tensor4D,
          strides,
          pad,
          dilations: dilation,
          ...(biased ? { bias: draw(outputs) } : {}),
          activation,
          leakyreluAlpha: 0.3,
        }),
      JSON.stringify({ images, rows, columns, inputs, outputs, size, dilation, strides, pad, biased, activation }),
    );
  }
});

test('dense layers agree with cpu', async () => {
  for (let round = 0; round < 60; round++) {
    const random = createRandom(2, round);
    const [rows, inner, columns] = [0, 1, 2].map(() => 1 + random.integer(12)) as [number, number, number];
    const activation = activations[random.integer(activations.length)]!;
    const draw = (...shape: number[]): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', round + shape.length);
    const transposeA = random.integer(2) === 1;
    const transposeB = random.integer(2) === 1;
    await expectAgreement(
      () =>
        tf.fused.matMul({
          a: draw(...(transposeA ? [inner, rows] : [rows, inner])),
          b: draw(...(transposeB ? [columns, inner] : [inner, columns])),
          transposeA,
          transposeB,
          ...(round % 2 === 0 ? { bias: draw(columns) } : {}),
          activation,
          leakyreluAlpha: 0.3,
        }),
      JSON.stringify({ rows, inner, columns, transposeA, transposeB, activation }),
    );
  }
});

test('means over any axes agree with cpu', async () => {
  const image = (): tf.Tensor => tf.randomNormal([2, 3, 4, 5], 1, 1, 'float32', 3);
  for (const axes of [undefined, 0, -1, [1, 2], [0, 3], [0, 1, 2, 3]]) {
    for (const keepDims of [false, true]) {
      await expectAgreement(() => tf.mean(image(), axes, keepDims), JSON.stringify({ axes, keepDims }));
    }
  }
  await expectAgreement(() => tf.mean(tf.tensor1d([1, 2, 4], 'int32')), 'whole numbers');
});

test('batch normalisation goes by the statistics that it is given, and by new ones when they are assigned', async () => {
  const channels = 3;
  const [mean, variance, gamma, beta] = [2, 0.5, 1.5, -1].map((value) =>
    tf.variable(tf.fill<tf.Rank.R1>([channels], value)),
  );
  const image = (): tf.Tensor => tf.randomNormal([2, 4, 4, channels], 2, 1, 'float32', 4);
  const normalize = (offset?: tf.Tensor1D, scale?: tf.Tensor1D): Promise<void> =>
    expectAgreement(
      () => tf.batchNorm(image(), mean!, variance!, offset, scale, 1e-3),
      `offset ${offset !== undefined}, scale ${scale !== undefined}`,
    );
  await normalize();
  await normalize(beta);
  await normalize(undefined, gamma);
  await normalize(beta, gamma);
  for (const variable of [gamma!, beta!, mean!, variance!]) {
    tf.tidy(() => variable.assign(tf.tensor1d([0.3, 1, 7])));
    await normalize(beta, gamma);
  }
  await expectAgreement(
    () => tf.batchNorm(image(), tf.zeros([1, 4, 4, channels]), tf.ones([1, 4, 4, channels])),
    'statistics of each place',
  );
  tf.dispose([mean!, variance!, gamma!, beta!]);
});
