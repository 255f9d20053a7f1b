import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { diagnoseBackends, selectBackend } from '@ferkit/core';
import { installCommandOf } from './installCommandOf';
import { wasmDevice } from './wasmDevice';

test('tells of every backend what it runs on, or why it does not run and what to install', async () => {
  const statuses = await diagnoseBackends();
  expect(statuses.map(({ name }) => name)).toEqual(['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu']);
  expect(statuses).toContainEqual({
    name: 'tensorflow',
    available: false,
    reason: 'package @tensorflow/tfjs-node is not installed',
    install: installCommandOf('@tensorflow/tfjs-node'),
  });
  expect(statuses).toContainEqual({
    name: 'wasm',
    available: true,
    device: wasmDevice,
    accelerated: false,
  });
});

test('leaves the choice of tfjs open where nothing was selected yet', async () => {
  // Nothing before this line of the file selects a backend.
  expect(tf.getBackend() as string | null | undefined).toBeFalsy();
  await diagnoseBackends();
  expect(tf.getBackend() as string | null | undefined).toBeFalsy();
  await tf.ready();
  expect(tf.getBackend()).toBeTruthy();
});

test.each(['cpu', 'wasm'] as const)('leaves %s current, and tensors in use alone', async (name) => {
  await selectBackend(name);
  const tensor = tf.tensor1d([1, 2]);
  const before = tf.memory().numTensors;
  await diagnoseBackends();
  expect(tf.getBackend()).toBe(name);
  expect(tf.memory().numTensors).toBe(before);
  expect([...(await tensor.data())]).toEqual([1, 2]);
  tensor.dispose();
});

test('stops when told to, with the reason as it is', async () => {
  const reason = new Error('enough');
  await expect(diagnoseBackends({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
