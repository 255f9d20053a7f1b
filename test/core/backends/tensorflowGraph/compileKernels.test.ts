import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { selectBackend } from '../../../../packages/core/src/backends/selectBackend';
import { numbersFrom, recordPlan } from '../recordPlan';

let folder: string;
beforeAll(() => selectBackend('tensorflow'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferkit-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  tf.disposeVariables();
});

test('work is done as a graph with other inputs and the variables of then', async () => {
  const ones = tf.tidy(() => tf.ones([2]));
  // Two variables of one buffer.
  const [scale, shift] = [tf.variable(ones, false), tf.variable(ones, false)];
  ones.dispose();
  const work = (x: tf.Tensor): tf.Tensor[] => {
    const bent = tf.reshape(x, [2, 2]);
    const scaled = tf.add(tf.mul(bent, scale), tf.mul(shift, 10));
    const [left, right] = tf.split(scaled, 2, 1) as [tf.Tensor, tf.Tensor];
    // Whole numbers, truth values, a list of tensors, a negative axis, several outputs, and an input as it is.
    const isLarge = tf.greater(tf.sum(scaled, -1), 20);
    const joined = tf.concat([left, right, tf.fill([2, 1], 3)], -1);
    return [joined, tf.argMax(joined, -1), isLarge, tf.where(isLarge, tf.ones([2]), tf.zeros([2])), tf.clone(x)];
  };
  // Shapes and axes that operations are told stay with the engine.
  tf.tidy(() => void work(tf.zeros([4])));
  const { numTensors, numDataBuffers } = tf.memory();
  const data = tf.engine().backend.numDataIds();
  const { plan: compiled, first } = await recordPlan(() => tf.tensor1d([1, 2, 3, 4]), work);
  expect(compiled.isCompiled).toBe(true);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([1, 2, 3, 4])]))).toEqual(first);
  const create = (): tf.Tensor => tf.tensor1d([5, -6, 7, 8]);
  expect(await numbersFrom(() => compiled.run([create()]))).toEqual(await numbersFrom(() => work(create())));
  tf.tidy(() => shift.assign(tf.tensor1d([100, 200])));
  const again = await numbersFrom(() => compiled.run([create()]));
  expect(again).toEqual(await numbersFrom(() => work(create())));
  expect(again[0]).toEqual([1005, 1994, 3, 1007, 2008, 3]);
  compiled.dispose();
  // The second variable has a buffer of its own by now.
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers: numDataBuffers + 1 });
  expect(tf.engine().backend.numDataIds()).toBe(data + 1);
  expect(readdirSync(folder)).toEqual([]);
});

test('work that looks at its numbers is no graph', async () => {
  const work = (x: tf.Tensor): tf.Tensor[] => [tf.gather(x, tf.cast(tf.minimum(x, 1), 'int32'))];
  const { plan: compiled } = await recordPlan(() => tf.tensor1d([1, 0]), work);
  expect(compiled.isCompiled).toBe(false);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([0, 5])]))).toEqual([[0, 5]]);
  compiled.dispose();
});

test('where no file can be written, the kernels run as they are', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'missing'));
  const { plan: compiled } = await recordPlan(
    () => tf.tensor1d([1, 2]),
    (x) => [tf.square(x)],
  );
  expect(compiled.isCompiled).toBe(false);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([3, 4])]))).toEqual([[9, 16]]);
  compiled.dispose();
});
