import * as tf from '@tensorflow/tfjs';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import type { Middle } from './sumMiddle';
import { addressOf, type WasmBackend } from './WasmBackend';

/** Where the smaller operand of `x op y` goes in (x - shift) * factor + offset. */
export type Role = 'shift' | 'factor' | 'offset';

/**
 * Add, Sub or Multiply where one operand is repeated over the middle axes of the other: a bias, a mean, a gate for each
 * channel of an image. The stock kernels find each pair of such numbers by index arithmetic.
 *
 * @param commutes - whether the first operand may be the smaller one
 */
export function binary(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo },
  role: Role,
  commutes: boolean,
): tf.TensorInfo {
  const { a, b } = inputs;
  const kernels = openSimdKernels(backend);
  const swapped = commutes && tf.util.sizeFromShape(a.shape) < tf.util.sizeFromShape(b.shape);
  const [large, small] = swapped ? [b, a] : [a, b];
  const view = findRepetition(large.shape, small.shape);
  if (kernels === null || view === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') {
    return callStock(backend, stock, inputs, {});
  }
  const result = backend.makeOutput(large.shape, 'float32');
  const address = addressOf(backend, small);
  kernels.scaleMiddle(
    addressOf(backend, large),
    view.outer,
    view.middle,
    view.inner,
    role === 'shift' ? address : 0,
    role === 'factor' ? address : 0,
    role === 'offset' ? address : 0,
    addressOf(backend, result),
  );
  return result;
}

/** The view [outer, middle, inner] of the large shape over whose middle the small one repeats; undefined where none fits. */
function findRepetition(large: readonly number[], small: readonly number[]): Middle | undefined {
  if (small.length > large.length) return undefined;
  const padded = [...Array.from({ length: large.length - small.length }, () => 1), ...small];
  let first = 0;
  while (first < large.length && padded[first] === large[first]) first++;
  // Axes of size one belong to the middle as well as to the outer part: the inner part decides.
  let last = large.length;
  while (last > first && padded[last - 1] === large[last - 1]) last--;
  if (padded.slice(first, last).some((size) => size !== 1)) return undefined;
  const view = {
    outer: tf.util.sizeFromShape(large.slice(0, first)),
    middle: tf.util.sizeFromShape(large.slice(first, last)),
    inner: tf.util.sizeFromShape(large.slice(last)),
  };
  // Equal shapes and single numbers are what the stock kernels do well enough; short rows they do no worse.
  return view.middle > 1 && view.inner >= 8 ? view : undefined;
}
