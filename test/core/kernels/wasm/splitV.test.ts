import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { expectAgreement, startBackends } from './compareBackends';

beforeAll(startBackends);

test('parts along each axis are those of the cpu, empty ones and whole numbers among them', async () => {
  const floats = Float32Array.from({ length: 60 }, (_, index) => index / 7);
  await expectAgreement(() => tf.tidy(() => tf.split(tf.tensor1d(floats), [1, 0, 20, 39])), 'a list');
  await expectAgreement(() => tf.tidy(() => tf.split(tf.tensor3d(floats, [6, 5, 2]), 3)), 'rows');
  await expectAgreement(() => tf.tidy(() => tf.split(tf.tensor3d(floats, [6, 5, 2]), [2, 3], 1)), 'columns');
  await expectAgreement(() => tf.tidy(() => tf.split(tf.tensor1d(floats, 'int32'), [50, -1])), 'whole numbers');
  await expectAgreement(() => tf.tidy(() => tf.split(tf.tensor1d(floats, 'bool'), 4)), 'truth values');
});

test('a part outlives what it was cut from', async () => {
  const whole = tf.tensor1d([1, 2, 3, 4]);
  const [, last] = tf.split(whole, 2);
  whole.dispose();
  tf.zeros([4]).dispose();
  expect([...(await last!.data())]).toEqual([3, 4]);
});
