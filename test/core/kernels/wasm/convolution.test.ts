import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { drawValues, expectAgreement, startBackends } from './compareBackends';
import { drawConvolution, type Padding } from '../drawConvolution';

/** tfjs takes a rounding mode only where the padding is given in numbers. */
function rounding(pad: Padding): 'floor' | undefined {
  return typeof pad === 'string' ? undefined : 'floor';
}

beforeAll(startBackends);

describe('convolution on wasm', () => {
  it('agrees with cpu', async () => {
    for (let round = 0; round < 120; round++) {
      const random = createRandom(11, round);
      const { input, filter, strides, pad } = drawConvolution(random, false);
      const values = drawValues(random, tf.util.sizeFromShape(input));
      const weights = drawValues(random, tf.util.sizeFromShape(filter));
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf.conv2d(tf.tensor4d(values, input), tf.tensor4d(weights, filter), strides, pad, 'NHWC', 1, rounding(pad)),
          ),
        JSON.stringify({ round, input, filter, strides, pad }),
      );
    }
  });

  it('agrees with cpu when fused with a bias and an activation', async () => {
    for (let round = 0; round < 80; round++) {
      const random = createRandom(12, round);
      const { input, filter, strides, pad } = drawConvolution(random, false);
      const values = drawValues(random, tf.util.sizeFromShape(input));
      const weights = drawValues(random, tf.util.sizeFromShape(filter));
      const bias = drawValues(random, filter[3]);
      const activation = (['linear', 'relu', 'relu6', 'sigmoid'] as const)[random.integer(4)]!;
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf.fused.conv2d({
              x: tf.tensor4d(values, input),
              filter: tf.tensor4d(weights, filter),
              bias: tf.tensor1d(bias),
              strides,
              pad,
              activation,
              ...(rounding(pad) && { dimRoundingMode: 'floor' }),
            }),
          ),
        JSON.stringify({ round, input, filter, strides, pad, activation }),
      );
    }
  });

  it('agrees with cpu when depthwise', async () => {
    for (let round = 0; round < 80; round++) {
      const random = createRandom(15, round);
      const { input, filter, strides, pad } = drawConvolution(random, true);
      const values = drawValues(random, tf.util.sizeFromShape(input));
      const weights = drawValues(random, tf.util.sizeFromShape(filter));
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf.depthwiseConv2d(
              tf.tensor4d(values, input),
              tf.tensor4d(weights, filter),
              strides,
              pad,
              'NHWC',
              1,
              rounding(pad),
            ),
          ),
        JSON.stringify({ round, input, filter, strides, pad }),
      );
    }
  });

  it('of many images in many blocks agrees with cpu', async () => {
    const random = createRandom(13);
    const values = drawValues(random, 12 * 18 * 18 * 8);
    const weights = drawValues(random, 3 * 3 * 8 * 8);
    await expectAgreement(
      () =>
        tf.tidy(() => {
          const x = tf.tensor4d(values, [12, 18, 18, 8]);
          const filter = tf.tensor4d(weights, [3, 3, 8, 8]);
          const gradients = tf.grads((input: tf.Tensor, weight: tf.Tensor) =>
            tf.conv2d(input as tf.Tensor4D, weight as tf.Tensor4D, 1, 'same').square(),
          )([x, filter]);
          return [tf.conv2d(x, filter, 1, 'same'), ...gradients];
        }),
      'a convolution of 12 images and its gradients',
    );
  });
});
