import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { testBackend } from '../support/testBackend';

beforeAll(() => selectBackend(testBackend));

test('a reshape gives the same numbers in more shapes than an engine may remember, and outlives its source', async () => {
  for (const columns of Array.from({ length: 300 }, (_, index) => index + 1)) {
    const source = tf.range(0, 2 * columns);
    const before = tf.memory().numDataBuffers;
    const reshaped = tf.reshape(source, [2, columns]);
    const same = tf.reshape(reshaped, [2, columns]);
    const whole = tf.reshape(tf.cast(reshaped, 'int32'), [-1]);
    tf.dispose([source, reshaped]);
    expect(same.shape).toEqual([2, columns]);
    expect(whole.shape).toEqual([2 * columns]);
    const numbers = Array.from({ length: 2 * columns }, (_, index) => index);
    expect([...(await same.data())]).toEqual(numbers);
    expect([...(await whole.data())]).toEqual(numbers);
    tf.dispose([same, whole]);
    expect(tf.memory().numDataBuffers).toBeLessThanOrEqual(before);
  }
});
