import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { computeOn, drawValues, expectAgreement, startBackends } from './compareBackends';

beforeAll(startBackends);

describe('max pooling on wasm', () => {
  it('has the gradient of cpu, ties after a relu included', async () => {
    for (let round = 0; round < 60; round++) {
      const random = createRandom(21, round);
      const shape: [number, number, number, number] = [
        1 + random.integer(3),
        3 + random.integer(9),
        3 + random.integer(9),
        1 + random.integer(13),
      ];
      const window = 1 + random.integer(3);
      const strides = 1 + random.integer(3);
      const pad = random.integer(2) === 0 ? 'same' : 'valid';
      const values = drawValues(random, tf.util.sizeFromShape(shape));
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf.grad((x: tf.Tensor) => tf.maxPool(tf.relu(x as tf.Tensor4D), window, strides, pad).square())(
              tf.tensor(values, shape),
            ),
          ),
        JSON.stringify({ round, shape, window, strides, pad }),
      );
    }
  });
});

describe('sums and means on wasm', () => {
  it('agree with cpu over any axes, with their gradients', async () => {
    for (let round = 0; round < 120; round++) {
      const random = createRandom(22, round);
      const rank = 1 + random.integer(4);
      const shape = Array.from({ length: rank }, () => 1 + random.integer(random.integer(5) === 0 ? 40 : 7));
      const axes = shape.map((_, axis) => axis).filter(() => random.integer(2) === 0);
      const keepDims = random.integer(2) === 0;
      const values = drawValues(random, tf.util.sizeFromShape(shape));
      for (const reduce of [tf.sum, tf.mean]) {
        await expectAgreement(
          () =>
            tf.tidy(() => {
              const x = tf.tensor(values, shape);
              return [
                reduce(x, axes, keepDims),
                tf.grad((input: tf.Tensor) => tf.square(reduce(input, axes, keepDims)))(x),
              ];
            }),
          JSON.stringify({ round, reduce: reduce.name, shape, axes, keepDims }),
        );
      }
    }
  });

  it('keep whole numbers whole', async () => {
    await expectAgreement(
      () =>
        tf.tidy(() => [tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0), tf.mean(tf.tensor1d([1, 2], 'int32'))]),
      'sums of whole numbers',
    );
  });
});

describe('broadcast arithmetic on wasm', () => {
  it('agrees with cpu, with its gradients', async () => {
    for (let round = 0; round < 120; round++) {
      const random = createRandom(23, round);
      const rank = 1 + random.integer(4);
      const shape = Array.from({ length: rank }, () => 1 + random.integer(random.integer(4) === 0 ? 20 : 5));
      const first = random.integer(rank + 1);
      const small = shape
        .map((size, axis) => (axis >= first && random.integer(3) > 0 ? 1 : size))
        .slice(random.integer(2));
      const broadcast =
        small.length < rank && rank > 0 ? small : shape.map((size) => (random.integer(2) === 0 ? 1 : size));
      const values = drawValues(random, tf.util.sizeFromShape(shape));
      const others = drawValues(random, tf.util.sizeFromShape(broadcast));
      for (const combine of [tf.add, tf.sub, tf.mul]) {
        for (const swap of [false, true]) {
          await expectAgreement(
            () =>
              tf.tidy(() => {
                const [a, b] = [tf.tensor(values, shape), tf.tensor(others, broadcast)];
                const compute = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => (swap ? combine(y, x) : combine(x, y));
                return [compute(a, b), ...tf.grads((x: tf.Tensor, y: tf.Tensor) => compute(x, y).square())([a, b])];
              }),
            JSON.stringify({ round, combine: combine.name, swap, shape, broadcast }),
          );
        }
      }
    }
  });
});

describe('batch norm on wasm', () => {
  it('agrees with cpu, with its gradients through the statistics of the batch', async () => {
    for (let round = 0; round < 40; round++) {
      const random = createRandom(24, round);
      const channels = 1 + random.integer(20);
      const shape: [number, number, number, number] = [2 + random.integer(3), 1 + random.integer(8), 3, channels];
      const values = drawValues(random, tf.util.sizeFromShape(shape));
      const weights = drawValues(random, tf.util.sizeFromShape(shape));
      const offset = drawValues(random, channels);
      const scale = drawValues(random, channels);
      const plain = round % 4 === 0;
      await expectAgreement(
        () =>
          tf.tidy(() => {
            const compute = (x: tf.Tensor, beta: tf.Tensor, gamma: tf.Tensor): tf.Tensor => {
              const { mean, variance } = tf.moments(x, [0, 1, 2]);
              const [b, g] = plain ? [undefined, undefined] : [beta as tf.Tensor1D, gamma as tf.Tensor1D];
              return tf
                .batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D, b, g, 1e-3)
                .mul(tf.tensor(weights, shape));
            };
            const [x, beta, gamma] = [tf.tensor(values, shape), tf.tensor1d(offset), tf.tensor1d(scale)];
            // tfjs itself cannot differentiate a batch norm without a scale.
            if (plain) return compute(x, beta, gamma);
            return [compute(x, beta, gamma), ...tf.grads(compute)([x, beta, gamma])];
          }),
        JSON.stringify({ round, shape, plain }),
        3e-5,
      );
    }
  });
});

describe('activations on wasm', () => {
  it('have the gradients of cpu, at their corners too', async () => {
    const values = Float32Array.from([-1, -0, 0, 1e-30, 3, 6, 6.5, 7, -8, 2, 5]);
    for (const activate of [tf.relu, tf.relu6, tf.sigmoid, tf.elu, tf.softmax, tf.tanh]) {
      await expectAgreement(
        () => tf.tidy(() => tf.grad((x: tf.Tensor) => activate(x).square())(tf.tensor1d(values))),
        activate.name,
      );
    }
  });

  it('can be differentiated twice, where the original gradients must serve', async () => {
    const values = Float32Array.from([-1, 0.5, 2, 3]);
    const compute = (): tf.Tensor =>
      tf.grad((x: tf.Tensor) =>
        tf
          .grad((y: tf.Tensor) => tf.mean(tf.relu(y).pow(3)))(x)
          .square(),
      )(tf.tensor1d(values));
    const wasm = await computeOn('wasm', compute);
    const cpu = await computeOn('cpu', compute);
    expect(wasm.length).toBe(4);
    for (const [index, value] of cpu.entries()) expect(wasm[index]).toBeCloseTo(value, 4);
  });
});

describe('a clone on wasm', () => {
  it('outlives the tensor that it was made of', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const clone = tf.tidy(() => original.clone().toFloat());
    original.dispose();
    expect([...(await clone.data())]).toEqual([1, 2, 3]);
    clone.dispose();
  });
});
