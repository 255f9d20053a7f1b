import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '#core/kernels/wasm/register';
import { createRandom } from '@ferkit/core/datasets';
import { drawValues, expectAgreement, startBackends } from './compareBackends';

const stockOfCpu = new Map(tf.getKernelsForBackend('cpu').map((kernel) => [kernel.kernelName, kernel]));

beforeAll(startBackends);

describe('registerWasmKernels', () => {
  it('gives wasm each gradient kernel that it lacks', () => {
    for (const kernelName of [
      'Conv2DBackpropFilter',
      'DepthwiseConv2dNativeBackpropFilter',
      'DepthwiseConv2dNativeBackpropInput',
      'UnsortedSegmentSum',
    ]) {
      expect(tf.getKernel(kernelName, 'wasm'), kernelName).toBeDefined();
    }
  });

  it('changes nothing when called again', () => {
    const before = new Map(tf.getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel]));
    registerWasmKernels();
    for (const kernel of tf.getKernelsForBackend('wasm')) expect(kernel).toBe(before.get(kernel.kernelName));
  });

  it('leaves the kernels of cpu alone', () => {
    expect(tf.getKernelsForBackend('cpu').length).toBe(stockOfCpu.size);
    for (const kernel of tf.getKernelsForBackend('cpu')) expect(kernel).toBe(stockOfCpu.get(kernel.kernelName));
  });

  it('survives a wasm backend that is removed and made anew', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    await tf.setBackend('wasm');
    const random = createRandom(6);
    const values = drawValues(random, 2 * 6 * 6 * 4);
    await expectAgreement(
      () =>
        tf.tidy(() =>
          tf.grad((x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, tf.ones([3, 3, 4, 5]), 2, 'same').square())(
            tf.tensor4d(values, [2, 6, 6, 4]),
          ),
        ),
      'the gradient of a convolution',
    );
  });
});

describe('UnsortedSegmentSum on wasm', () => {
  it('agrees with cpu, numbers outside the segments included', async () => {
    for (let round = 0; round < 40; round++) {
      const random = createRandom(7, round);
      const rows = 1 + random.integer(12);
      const width = random.integer(5);
      const numSegments = 1 + random.integer(6);
      const segments = Int32Array.from({ length: rows }, () => random.integer(numSegments + 2) - 1);
      const shape = width === 0 ? [rows] : [rows, width, 2];
      const values = drawValues(random, tf.util.sizeFromShape(shape));
      await expectAgreement(
        () =>
          tf.tidy(() => tf.unsortedSegmentSum(tf.tensor(values, shape), tf.tensor1d(segments, 'int32'), numSegments)),
        JSON.stringify({ round, shape, numSegments }),
      );
    }
  });

  it('is the gradient of gather', async () => {
    const values = drawValues(createRandom(8), 24);
    await expectAgreement(
      () =>
        tf.tidy(() =>
          tf.grad((x: tf.Tensor) => tf.gather(x, tf.tensor1d([3, 1, 1, 0], 'int32'), 1).square())(
            tf.tensor(values, [3, 4, 2]),
          ),
        ),
      'the gradient of gather',
    );
  });
});
