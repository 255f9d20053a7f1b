import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type BackendChoice, createModel, selectBackend } from '@ferkit/core';
import { choiceOf } from '#core/backends/selectBackend';
import { isFerError } from '@ferkit/core/datasets';

const files = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!isFerError(error, 'BACKEND_UNAVAILABLE')) throw new Error(`no BACKEND_UNAVAILABLE but ${String(error)}`);
  return error.details.refused[0]!.reason;
}

// The order of these tests is the order of a program's life: wasm starts once.
test('a wrong place for the WebAssembly files is refused, and corrected by a second choice', async () => {
  expect(await reasonOf(selectBackend({ name: 'wasm', paths: join(files, 'nowhere') }))).toBe(
    `there is no file ${join(files, 'nowhere', 'tfjs-backend-wasm-simd.wasm')}`,
  );
  const { name, refused } = await selectBackend([{ name: 'wasm', paths: join(files, 'nowhere') }, 'cpu']);
  expect([name, refused.map((refusal) => refusal.name)]).toEqual(['cpu', ['wasm']]);
});

test('an engine that starts does not stop the work of another, and takes over only at the end', async () => {
  await selectBackend('cpu');
  const listeners = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const start = selectBackend({ name: 'wasm', paths: files });
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

test('the place of the files cannot change once wasm runs, nor be of a wrong type', async () => {
  const wrong: readonly BackendChoice[] = [
    { name: 'wasm', paths: '/wasm/' },
    ['cpu', { name: 'wasm', paths: 7 as never }],
    [{ name: 'wasm', paths: '/wasm/' }, 'cpu'],
    { name: 'cpu', paths: files } as never,
  ];
  for (const choice of wrong) {
    await expect(selectBackend(choice)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'backend' },
    });
  }
});

test('the same place may be chosen again, and needs not be', async () => {
  for (const choice of [{ name: 'wasm', paths: files }, 'wasm'] as const) {
    const model = await createModel({ backend: ['webgpu', choice], options: { stem: 4, widths: [4] } });
    expect(model.backend.name).toBe('wasm');
    expect(choiceOf(model.backend)).toEqual({ name: 'wasm', paths: files });
    model.dispose();
  }
});
