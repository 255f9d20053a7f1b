import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { KernelReplay } from '#core/graphs/KernelReplay';
import { type AllReduce, normalizeBatch } from '#core/kernels/normalizeBatch';
import { selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { numbersFrom, captureReplay } from './captureReplay';

beforeAll(() => selectBackend('wasm'));

const draw = (round: number, ...shape: [number, number, number, number]): tf.Tensor4D => {
  const random = createRandom(3, round);
  return tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
};

test('a replay takes new inputs and the current values of variables; all else is constant', async () => {
  const before = tf.memory();
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, 2]), false));
  let outside = 10;
  const work = (x: tf.Tensor): tf.Tensor[] => {
    const bent = tf.reshape(tf.clone(x), [2, 2]);
    const sum = tf.add(bent, variable);
    const joined = tf.concat([sum, tf.mul(bent, bent), tf.fill([1, 2], outside)]);
    // Leaves out an optional input, the bias.
    const product = tf.matMul(joined, tf.transpose(joined));
    return [product, tf.reshape(sum, [4]), ...tf.split(joined, 5)];
  };
  const { replay, first } = await captureReplay(() => tf.tensor1d([1, 2, 3, 4]), work);
  const again = (values: number[]): Promise<number[][]> => numbersFrom(() => replay.run([tf.tensor1d(values)]));
  const directly = (values: number[]): Promise<number[][]> => numbersFrom(() => work(tf.tensor1d(values)));
  expect(await again([1, 2, 3, 4])).toEqual(first);
  expect(await again([5, -6, 7, 8])).toEqual(await directly([5, -6, 7, 8]));
  tf.tidy(() => variable.assign(tf.tensor1d([100, 200])));
  expect(await again([5, -6, 7, 8])).toEqual(await directly([5, -6, 7, 8]));
  outside = 20;
  expect(await again([5, -6, 7, 8])).not.toEqual(await directly([5, -6, 7, 8]));
  replay.dispose();
  variable.dispose();
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
});

test('kernels that nothing needs before the last all-reduce can run while a worker waits', async () => {
  const kernels: string[] = [];
  const known: { replay?: KernelReplay } = {};
  let reductions = 0;
  const allReduce: AllReduce = {
    sum: () => {
      reductions++;
      const { replay } = known;
      if (replay === undefined) return;
      kernels.push(`all-reduce ${reductions}`);
      if (reductions % 2 === 0) while (replay.advance()) kernels.push('deferred kernel');
    },
  };
  const [gamma, beta] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([0, 1]))];
  const filters = [1, 2].map((round) => tf.variable(draw(round, 3, 3, 2, 2)));
  const work = (images: tf.Tensor4D): tf.Tensor[] => {
    const { value, grads } = tf.variableGrads(() => {
      const convolved = tf.conv2d(images, filters[0] as unknown as tf.Tensor4D, 1, 'same');
      const { normalized } = normalizeBatch(convolved, gamma, beta, {
        epsilon: 1e-3,
        allReduce,
      });
      return tf.sum(tf.square(tf.conv2d(normalized as tf.Tensor4D, filters[1] as unknown as tf.Tensor4D, 1, 'same')));
    }, [gamma, beta, ...filters]);
    return [value, ...[gamma, beta, ...filters].map(({ name }) => grads[name]!)];
  };
  const before = tf.engine().backend.numDataIds();
  const { replay, first } = await captureReplay(
    () => draw(5, 2, 4, 4, 2),
    (images) => work(images as tf.Tensor4D),
  );
  known.replay = replay;
  expect(await numbersFrom(() => replay.run([draw(5, 2, 4, 4, 2)]))).toEqual(first);
  // Deferred to the all-reduce of the backward pass: the loss, and the gradient of the filter after the normalisation.
  expect(kernels.slice(0, 2)).toEqual(['all-reduce 3', 'all-reduce 4']);
  expect(kernels.length).toBeGreaterThan(2);
  expect(replay.advance()).toBe(false);
  replay.dispose();
  expect(tf.engine().backend.numDataIds()).toBe(before);
  tf.disposeVariables();
});

test('work that throws is not captured, and leaves no tensors', () => {
  const { numTensors, numDataBuffers } = tf.memory();
  expect(() =>
    tf.tidy(() => {
      const x = tf.tensor1d([1, 2]);
      const fail = (): tf.Tensor[] => {
        tf.mul(x, 3);
        throw new Error('enough');
      };
      KernelReplay.capture([x], fail, (tensors) => tensors);
    }),
  ).toThrow('enough');
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  // Kernels are not captured any more.
  expect(Object.hasOwn(tf.engine(), 'runKernel')).toBe(false);
});
