import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { engineOf } from '#core/backends/selectBackend';

test('switches between two started engines at once, with tensors alive on both', async () => {
  const cpu = engineOf(await selectBackend('cpu'));
  const wasm = engineOf(await selectBackend('wasm'));
  const before = tf.memory().numTensors;

  cpu.use();
  expect(tf.getBackend()).toBe('cpu');
  const onCpu = tf.tensor1d([1, 2, 3]);
  wasm.use();
  expect(tf.getBackend()).toBe('wasm');
  const onWasm = tf.tensor1d([10, 20, 30]);

  // Two models that take turns, each unaware of the other.
  for (let turn = 0; turn < 3; turn += 1) {
    const doubled = cpu.run(() => onCpu.mul(2));
    const halved = wasm.run(() => onWasm.div(2));
    expect([...(await doubled.data())]).toEqual([2, 4, 6]);
    expect([...(await halved.data())]).toEqual([5, 10, 15]);
    doubled.dispose();
    halved.dispose();
  }

  onCpu.dispose();
  onWasm.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a gradient that throws leaves no tensor behind', async () => {
  const engine = engineOf(await selectBackend('cpu'));
  const before = tf.memory().numTensors;
  const failing = () =>
    engine.run(() =>
      tf.grad((x) => {
        const squares = tf.square(tf.mul(x, 2));
        if (squares.size > 0) throw new Error('a layer that fails');
        return squares;
      })(tf.tensor1d([1, 2])),
    );
  expect(failing).toThrow('a layer that fails');
  expect(tf.memory().numTensors).toBe(before);
});

test('an info from another thread stands for no engine of this one', async () => {
  const info = structuredClone(await selectBackend('cpu'));
  expect(() => engineOf(info)).toThrow('was not selected in this thread');
});
