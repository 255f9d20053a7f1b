import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { drawConvolution } from '../drawConvolution';
import { computeOn, drawValues, expectAgreement, startBackends } from './compareBackends';

function product(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

beforeAll(startBackends);

describe('the gradients of convolutions on wasm', () => {
  it.each(['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput'])('%s agrees with cpu', async (kernel) => {
    const depthwise = kernel.startsWith('Depthwise');
    for (let round = 0; round < 80; round++) {
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
    for (let round = 0; round < 80; round++) {
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
