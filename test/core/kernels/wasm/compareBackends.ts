import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect } from 'vitest';
import { registerWasmKernels } from '#core/kernels/wasm/register';
import type { Random } from '@ferkit/core/datasets';

/** Starts the wasm backend with our kernels, and cpu beside it. */
export async function startBackends(): Promise<void> {
  await tf.setBackend('cpu');
  await tf.setBackend('wasm');
  registerWasmKernels();
}

/** Numbers from the standard normal distribution. */
export function drawValues(random: Random, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => random.normal());
}

/** Runs a computation on one backend and gives its numbers. */
export async function computeOn(backend: 'wasm' | 'cpu', compute: () => tf.Tensor): Promise<Float32Array> {
  await tf.setBackend(backend);
  const tensor = tf.tidy(compute);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

/** Runs the same computation on wasm and on cpu; wasm must agree with cpu to `tolerance` of the largest magnitude. */
export async function expectAgreement(
  compute: () => tf.Tensor | tf.Tensor[],
  what: string,
  tolerance = 1e-5,
): Promise<void> {
  const results: Float32Array[][] = [];
  const shapes: number[][][] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const dataBefore = tf.engine().backend.numDataIds();
    const tensors = [compute()].flat();
    results.push(await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data()))));
    shapes.push(tensors.map((tensor) => tensor.shape));
    tf.dispose(tensors);
    expect(tf.memory().numTensors, `${what}: tensors left on ${backend}`).toBe(before);
    expect(tf.engine().backend.numDataIds(), `${what}: data left on ${backend}`).toBe(dataBefore);
  }
  await tf.setBackend('wasm');
  expect(shapes[0], what).toEqual(shapes[1]);
  for (const [index, expected] of results[1]!.entries()) {
    const actual = results[0]![index]!;
    let magnitude = 1e-30;
    let worst = 0;
    for (const [position, value] of expected.entries()) {
      magnitude = Math.max(magnitude, Math.abs(value));
      const distance = Math.abs(value - actual[position]!);
      worst = distance <= worst ? worst : distance;
    }
    expect(worst / magnitude, `${what}: result ${index}`).toBeLessThan(tolerance);
  }
}
