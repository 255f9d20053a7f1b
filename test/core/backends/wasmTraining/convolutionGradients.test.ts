import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../../packages/core/src/random';
import { computeOn, drawValues, expectAgreement, startBackends } from './compareBackends';

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

interface Convolution {
  readonly input: Shape4;
  readonly filter: Shape4;
  readonly output: Shape4;
  readonly strides: [number, number];
  readonly pad: Padding;
  readonly dilations: [number, number];
}

/** A random convolution whose output exists, and which is dilated only if asked for (tfjs then has no stride). */
function drawConvolution(random: Random, depthwise: boolean, dilated = false): Convolution {
  for (;;) {
    const one = (bound: number): number => 1 + random.integer(bound);
    const input: Shape4 = [one(4), one(17), one(17), one(random.integer(4) === 0 ? 40 : 9)];
    const filter: Shape4 = [one(5), one(5), input[3], depthwise ? one(3) : one(random.integer(4) === 0 ? 40 : 9)];
    const strides: [number, number] = dilated || random.integer(2) === 0 ? [1, 1] : [one(3), one(3)];
    const dilations: [number, number] = dilated ? [one(3), one(3)] : [1, 1];
    const paddings: Padding[] = [
      'same',
      'valid',
      random.integer(3),
      [
        [0, 0],
        [random.integer(4), random.integer(4)],
        [random.integer(4), random.integer(4)],
        [0, 0],
      ],
    ];
    const pad = paddings[random.integer(4)]!;
    const info = tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, pad, 'floor', depthwise);
    if (info.outHeight < 1 || info.outWidth < 1) continue;
    return { input, filter, output: info.outShape, strides, pad, dilations };
  }
}

function product(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

beforeAll(startBackends);

describe('the gradients of convolutions on wasm', () => {
  it.each(['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput'])('%s agrees with cpu', async (kernel) => {
    const depthwise = kernel.startsWith('Depthwise');
    for (let round = 0; round < 120; round++) {
      const random = createRandom(1, round, Number(depthwise));
      const { input, filter, output, ...attributes } = drawConvolution(random, depthwise);
      const dy = drawValues(random, tf.util.sizeFromShape(output));
      const weights = drawValues(random, tf.util.sizeFromShape(filter));
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf
              .engine()
              .runKernel<tf.Tensor>(
                kernel,
                { dy: tf.tensor(dy, output), filter: tf.tensor(weights, filter) },
                { ...attributes, inputShape: input, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
              ),
          ),
        JSON.stringify({ round, input, filter, ...attributes }),
      );
    }
  });

  it.each(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'])('%s agrees with cpu', async (kernel) => {
    const depthwise = kernel.startsWith('Depthwise');
    for (let round = 0; round < 120; round++) {
      const random = createRandom(2, round, Number(depthwise));
      const { input, filter, output, ...attributes } = drawConvolution(random, depthwise);
      const dy = drawValues(random, tf.util.sizeFromShape(output));
      const values = drawValues(random, tf.util.sizeFromShape(input));
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf
              .engine()
              .runKernel<tf.Tensor>(
                kernel,
                { dy: tf.tensor(dy, output), x: tf.tensor(values, input) },
                { ...attributes, filterShape: filter, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
              ),
          ),
        JSON.stringify({ round, input, filter, ...attributes }),
      );
    }
  });

  // The cpu backend leaves dilation out of these two kernels, so the reference is its forward pass: a convolution is linear
  // in x and in the filter, hence <dy, y> = <dx, x> = <dFilter, filter>.
  it('are the adjoints of a dilated depthwise convolution', async () => {
    for (let round = 0; round < 60; round++) {
      const random = createRandom(3, round);
      const { input, filter, output, ...attributes } = drawConvolution(random, true, true);
      const dy = drawValues(random, tf.util.sizeFromShape(output));
      const values = drawValues(random, tf.util.sizeFromShape(input));
      const weights = drawValues(random, tf.util.sizeFromShape(filter));
      const forward = await computeOn('cpu', () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            'DepthwiseConv2dNative',
            { x: tf.tensor(values, input), filter: tf.tensor(weights, filter) },
            { ...attributes, dimRoundingMode: 'floor' },
          ),
      );
      const dx = await computeOn('wasm', () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            'DepthwiseConv2dNativeBackpropInput',
            { dy: tf.tensor(dy, output), filter: tf.tensor(weights, filter) },
            { ...attributes, inputShape: input, dimRoundingMode: 'floor' },
          ),
      );
      const dFilter = await computeOn('wasm', () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            'DepthwiseConv2dNativeBackpropFilter',
            { dy: tf.tensor(dy, output), x: tf.tensor(values, input) },
            { ...attributes, filterShape: filter, dimRoundingMode: 'floor' },
          ),
      );
      const expected = product(dy, forward);
      const what = JSON.stringify({ round, input, filter, ...attributes });
      const scale = Math.sqrt(product(dy, dy) * product(forward, forward)) + 1e-6;
      expect(Math.abs(product(dx, values) - expected) / scale, what).toBeLessThan(1e-5);
      expect(Math.abs(product(dFilter, weights) - expected) / scale, what).toBeLessThan(1e-5);
    }
  });

  it('refuse NCHW instead of misreading it', () => {
    expect(() =>
      tf.tidy(() =>
        tf
          .engine()
          .runKernel(
            'Conv2DBackpropFilter',
            { dy: tf.zeros([1, 2, 4, 4]), x: tf.zeros([1, 2, 4, 4]) },
            { strides: [1, 1], pad: 'same', filterShape: [3, 3, 2, 2], dataFormat: 'NCHW' },
          ),
      ),
    ).toThrow('NHWC');
  });
});
