import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { encodeFloat16 } from '#core/models/serializeWeights';
import { createRandom } from '@ferkit/core/datasets';

// Values and bits from IEEE 754-2019, and from numpy.float16(x).view('uint16') for the ties.
test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519.99, 0x7bff],
  [65520, 0x7c00],
  [1e10, 0x7c00],
  [-Infinity, 0xfc00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [1.5 * 2 ** -24, 0x0002],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [2047.5 / 2048, 0x3c00],
  [1 / 3, 0x3555],
])('rounds %d as IEEE 754 does', (value, bits) => {
  expect(encodeFloat16(Float32Array.of(value))).toEqual(Uint16Array.of(bits));
});

test('NaN stays NaN', () => {
  const [bits] = encodeFloat16(Float32Array.of(NaN));
  expect(bits! & 0x7c00).toBe(0x7c00);
  expect(bits! & 0x03ff).not.toBe(0);
});

test('no half is nearer than the one that was chosen, over ten thousand magnitudes', async () => {
  const random = createRandom(16);
  const values = Float32Array.from({ length: 10_000 }, () => (random.next() - 0.5) * 2 ** (random.integer(40) - 26));
  const halves = encodeFloat16(values);
  const decode = async (bits: Uint16Array): Promise<Float32Array> => {
    const { x } = tf.io.decodeWeights(bits.slice().buffer, [
      {
        name: 'x',
        shape: [bits.length],
        dtype: 'float32',
        quantization: { dtype: 'float16', original_dtype: 'float32' } as never,
      },
    ]);
    const decoded = (await x!.data()) as Float32Array;
    x!.dispose();
    return decoded;
  };
  const [chosen, below, above] = await Promise.all([
    decode(halves),
    decode(halves.map((bits) => Math.max(bits - 1, bits & 0x8000))),
    decode(halves.map((bits) => bits + 1)),
  ]);
  values.forEach((value, k) => {
    const error = Math.abs(chosen[k]! - value);
    expect(error).toBeLessThanOrEqual(Math.abs(below[k]! - value));
    expect(error).toBeLessThanOrEqual(Math.abs(above[k]! - value));
  });
});
