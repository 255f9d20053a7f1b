import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { configureWasm, selectBackend } from '@ferkit/core';
import { isFerError } from '@ferkit/core/datasets';

const files = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!isFerError(error, 'BACKEND_UNAVAILABLE')) throw new Error(`no BACKEND_UNAVAILABLE but ${String(error)}`);
  return error.details.refused[0]!.reason;
}

// The order of these tests is the order of a program's life: wasm starts once.
test('a wrong place for the WebAssembly files is refused, and corrected by a second call', async () => {
  configureWasm({ paths: join(files, 'nowhere') });
  expect(await reasonOf(selectBackend('wasm'))).toBe(
    `there is no file ${join(files, 'nowhere', 'tfjs-backend-wasm-simd.wasm')}`,
  );
  configureWasm({ paths: files });
});

test('an engine that starts does not stop the work of another, and takes over only at the end', async () => {
  await selectBackend('cpu');
  const listeners = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const start = selectBackend('wasm');
  let turns = 0;
  // With tfjs' own way of starting, each of these would throw until wasm is ready.
  while (tf.getBackend() === 'cpu') {
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])));
    expect([...(await sum.data())]).toEqual([6]);
    sum.dispose();
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await start;
  expect(turns).toBeGreaterThan(1);
  expect(tf.getBackend()).toBe('wasm');
  expect(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')).toBe(listeners);
});

test('the place of the files cannot change once wasm runs, nor be of a wrong type', () => {
  for (const paths of ['/wasm/', 7 as never]) {
    try {
      configureWasm({ paths });
      throw new Error('accepted');
    } catch (error) {
      expect(isFerError(error, 'OPTION_INVALID')).toBe(true);
    }
  }
});
