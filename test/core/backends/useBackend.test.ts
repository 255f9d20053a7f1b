import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { useBackend } from '#core/backends/selectBackend';

test('switches between two started backends at once, with tensors alive on both', async () => {
  const cpu = await selectBackend('cpu');
  const wasm = await selectBackend('wasm');
  const before = tf.memory().numTensors;

  useBackend(cpu);
  expect(tf.getBackend()).toBe('cpu');
  const onCpu = tf.tensor1d([1, 2, 3]);
  useBackend(wasm);
  expect(tf.getBackend()).toBe('wasm');
  const onWasm = tf.tensor1d([10, 20, 30]);

  // Two models that take turns, each unaware of the other.
  for (let turn = 0; turn < 3; turn += 1) {
    useBackend(cpu);
    const doubled = tf.tidy(() => onCpu.mul(2));
    useBackend(wasm);
    const halved = tf.tidy(() => onWasm.div(2));
    expect([...(await doubled.data())]).toEqual([2, 4, 6]);
    expect([...(await halved.data())]).toEqual([5, 10, 15]);
    doubled.dispose();
    halved.dispose();
  }

  onCpu.dispose();
  onWasm.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
