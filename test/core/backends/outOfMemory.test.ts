import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { engineOf } from '#core/backends/selectBackend';
import { selectBackend } from '@ferkit/core';

test('what wasm cannot hold is an error that says what to do, and wasm goes on', async () => {
  const backend = await selectBackend('wasm');
  const { numTensors } = tf.memory();
  // 16 GB, of which 32 bits count none.
  const engine = engineOf(backend);
  const tooMuch = engine.runAsync(() => Promise.resolve(engine.run(() => tf.tile(tf.ones([1024, 1024]), [64, 64]))));
  await expect(tooMuch).rejects.toMatchObject({
    code: 'OUT_OF_MEMORY',
    details: { name: 'wasm', next: expect.stringContaining('batchSize') as string },
  });
  expect(tf.memory().numTensors).toBe(numTensors);
  const sum = tf.add(1, 2);
  expect([...(await sum.data())]).toEqual([3]);
  sum.dispose();
});
