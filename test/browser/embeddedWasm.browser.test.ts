import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';

test('wasm runs on the embedded binary without fetching files, and restores the fetch of tfjs', async () => {
  const { name, device } = await selectBackend('wasm');
  expect([name, device]).toEqual(['wasm', 'WebAssembly, relaxed SIMD, 1 thread']);
  const fetched = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  expect(fetched.filter((path) => path.endsWith('.wasm'))).toEqual([]);
  const response = await tf.env().platform.fetch('tfjs-backend-wasm-simd.wasm');
  expect(new Uint8Array(await response.arrayBuffer()).slice(0, 4)).not.toEqual(Uint8Array.of(0, 0x61, 0x73, 0x6d));
});
