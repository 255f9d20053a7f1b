import * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, type WasmBackend } from '../../tfjs/WasmBackend';
import type { SimdKernels } from './SimdKernels.generated';
import { openSimdKernels } from './openSimdKernels';
import type { MiddleView } from './reduction';

/** The place of the smaller operand of `x op y` in (x - shift) * factor + offset. */
type Role = 'shift' | 'factor' | 'offset';

/** x + y; see {@link binary}. */
export const add: BinaryKernel = (backend, stock, inputs) => binary(backend, stock, inputs, 'offset', true);

/** x - y; see {@link binary}. */
export const subtract: BinaryKernel = (backend, stock, inputs) => binary(backend, stock, inputs, 'shift', false);

/** x * y; see {@link binary}. */
export const multiply: BinaryKernel = (backend, stock, inputs) => binary(backend, stock, inputs, 'factor', true);

type BinaryKernel = (
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo },
) => tf.TensorInfo;

/**
 * A binary operation that broadcasts one operand over the middle axes of the other: a bias, a mean, a channel gate. The stock kernels
 * compute the index of each element instead.
 *
 * @param commutes - true if the first operand may be the smaller one
 */
function binary(
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
  const view = viewBroadcast(large.shape, small.shape);
  if (kernels === null || view === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') {
    return callStock(backend, stock, inputs, {});
  }
  const result = backend.makeOutput(large.shape, 'float32');
  kernels.scaleMiddle({
    x: addressOf(backend, large),
    outer: view.outer,
    repeat: view.middle,
    inner: view.inner,
    shift: 0,
    factor: 0,
    offset: 0,
    [role]: addressOf(backend, small),
    out: addressOf(backend, result),
  });
  return result;
}

/**
 * The view of the large shape whose middle axes the small shape is broadcast over; undefined where there is none, or where the
 * stock kernel is as fast.
 */
function viewBroadcast(large: readonly number[], small: readonly number[]): MiddleView | undefined {
  if (small.length > large.length) return undefined;
  const padded = [...Array.from({ length: large.length - small.length }, () => 1), ...small];
  let first = 0;
  while (first < large.length && padded[first] === large[first]) first++;
  // An axis of size one may fall to any part: it changes no size.
  let last = large.length;
  while (last > first && padded[last - 1] === large[last - 1]) last--;
  if (padded.slice(first, last).some((size) => size !== 1)) return undefined;
  const view = {
    outer: tf.util.sizeFromShape(large.slice(0, first)),
    middle: tf.util.sizeFromShape(large.slice(first, last)),
    inner: tf.util.sizeFromShape(large.slice(last)),
  };
  // The stock kernels are as fast for equal shapes, scalars and short rows.
  return view.middle > 1 && view.inner >= 8 ? view : undefined;
}

/** dy where low < x <= high, else 0: the gradient of relu and relu6. */
export function gateGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x }: { readonly dy: tf.TensorInfo; readonly x: tf.TensorInfo },
  { low, high }: { readonly low: number; readonly high: number },
): tf.TensorInfo {
  const dx = backend.makeOutput(x.shape, 'float32');
  kernels.gateGradient({
    dy: addressOf(backend, dy),
    x: addressOf(backend, x),
    size: tf.util.sizeFromShape(x.shape),
    low,
    high,
    dx: addressOf(backend, dx),
  });
  return dx;
}
