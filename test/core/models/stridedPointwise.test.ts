import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { relativeDistance } from '../support/relativeDistance';
import { testBackend } from '../support/testBackend';

beforeAll(async () => {
  await selectBackend('cpu');
  await selectBackend(testBackend);
});

/** The gradient by the filter of a convolution of single pixels. */
async function gradientOn(
  backend: string,
  shape: readonly [images: number, rows: number, columns: number, inputs: number, outputs: number],
  strides: [number, number],
  pad: 'same' | 'valid',
): Promise<number[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const [images, rows, columns, inputs, outputs] = shape;
  const random = createRandom(1, ...shape);
  const draw = (...sizes: [number, number, number, number]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: tf.util.sizeFromShape(sizes) }, () => random.normal()),
      sizes,
    );
  const gradient = tf.tidy(() => {
    const x = draw(images, rows, columns, inputs);
    const [, gradientOfFilter] = tf.grads((one: tf.Tensor, filter: tf.Tensor) =>
      tf.sum(tf.square(tf.conv2d(one as tf.Tensor4D, filter as tf.Tensor4D, strides, pad))),
    )([x, draw(1, 1, inputs, outputs)]);
    return gradientOfFilter!;
  });
  const numbers = [...(await gradient.data())];
  gradient.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return numbers;
}

// TensorFlow's oneDNN broke its memory here, on processors with AVX-512: where a batch is odd, as the last one of FER2013 is.
test.each([1, 3, 4, 37])(
  'the filter of single pixels that some lie between learns of %d images as on cpu',
  async (images) => {
    for (const pad of ['same', 'valid'] as const) {
      for (const strides of [
        [2, 2],
        [1, 2],
        [3, 2],
      ] as [number, number][]) {
        for (const [rows, columns] of [
          [22, 22],
          [9, 12],
        ] as const) {
          const shape = [images, rows, columns, 8, 16] as const;
          const expected = await gradientOn('cpu', shape, strides, pad);
          const received = await gradientOn(testBackend, shape, strides, pad);
          expect(relativeDistance(received, expected), `${pad} ${strides.join()} ${rows}`).toBeLessThan(1e-5);
        }
      }
    }
  },
);
