import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import { openSimdKernels } from './SimdKernels';
import { addressOf, callStock, type WasmBackend } from '../../tfjs/WasmBackend';

/** Where the smaller operand of `x op y` goes in (x - shift) * factor + offset. */
type Role = 'shift' | 'factor' | 'offset';

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

/** A tensor seen as [outer, middle, inner], the middle being the axes that are reduced. */
export interface Middle {
  readonly outer: number;
  readonly middle: number;
  readonly inner: number;
}

/** The view of a shape that makes neighbouring axes one, or undefined where the axes are not neighbours. */
export function findMiddle(shape: readonly number[], axis: number | number[] | null | undefined): Middle | undefined {
  const axes = tf.util.parseAxisParam(axis ?? null!, [...shape]).sort((left, right) => left - right);
  const [first] = axes;
  if (first === undefined) return undefined;
  const last = axes.at(-1)!;
  // Axes of size one between them reduce to nothing.
  for (let index = first; index <= last; index++) if (!axes.includes(index) && shape[index] !== 1) return undefined;
  return {
    outer: tf.util.sizeFromShape(shape.slice(0, first)),
    middle: tf.util.sizeFromShape(shape.slice(first, last + 1)),
    inner: tf.util.sizeFromShape(shape.slice(last + 1)),
  };
}

/**
 * Sum or mean over neighbouring axes. The stock kernels transpose the tensor first unless the axes are the last, which
 * costs several times the sum; biases and batch norm sum over the first three of four axes.
 */
export function sumMiddle(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  attributes: { readonly axis: number | number[]; readonly keepDims: boolean },
  mean: boolean,
): tf.TensorInfo {
  const { x } = inputs;
  const kernels = openSimdKernels(backend);
  const view = findMiddle(x.shape, attributes.axis);
  if (kernels === null || view === undefined || x.dtype !== 'float32' || tf.util.sizeFromShape(x.shape) === 0) {
    return callStock(backend, stock, { x }, attributes);
  }
  const axes = tf.util.parseAxisParam(attributes.axis, x.shape);
  const shape = attributes.keepDims
    ? x.shape.map((size, index) => (axes.includes(index) ? 1 : size))
    : x.shape.filter((_, index) => !axes.includes(index));
  const result = backend.makeOutput(shape, 'float32');
  kernels.sumMiddle(
    addressOf(backend, x),
    view.outer,
    view.middle,
    view.inner,
    mean ? 1 / view.middle : 1,
    addressOf(backend, result),
  );
  return result;
}

/**
 * A clone, or a cast to the type that the tensor has already: one more reference to the same data, as reshape does it. The
 * stock kernels copy, and tfjs clones and casts on every step what it has in hand.
 */
export function identity(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  // The engine's clone passes none.
  attributes: { readonly dtype?: tf.DataType } = {},
): tf.TensorInfo {
  const { x } = inputs;
  const sameType = attributes.dtype === undefined || attributes.dtype === x.dtype;
  if (!sameType || x.dtype === 'string') return callStock(backend, stock, inputs, attributes);
  return shareData(backend, x);
}

/**
 * Cuts a tensor apart. Along the first axis the parts lie one after the other; the stock kernel copies the whole tensor out of
 * the heap for each of them.
 */
export function splitV(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  attributes: { readonly numOrSizeSplits: number | number[]; readonly axis: number },
): tf.TensorInfo | tf.TensorInfo[] {
  const { x } = inputs;
  const { numOrSizeSplits, axis } = attributes;
  if (x.dtype === 'string' || tf.util.parseAxisParam(axis, x.shape)[0] !== 0) {
    return stock.kernelFunc({ inputs: { x }, attrs: { numOrSizeSplits, axis }, backend });
  }
  const rowBytes = tf.util.bytesPerElement(x.dtype) * tf.util.sizeFromShape(x.shape.slice(1));
  let from = addressOf(backend, x);
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, 0).map((rows) => {
    const part = backend.makeOutput([rows, ...x.shape.slice(1)], x.dtype);
    const bytes = rows * rowBytes;
    if (bytes > 0) backend.wasm.HEAPU8.copyWithin(addressOf(backend, part), from, from + bytes);
    from += bytes;
    return part;
  });
}

/**
 * Adds the rows of x that bear the same segment number; rows with a negative number or one beyond the last are dropped, as
 * the cpu backend does. It is the gradient of `gather`.
 */
export function unsortedSegmentSum(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly segmentIds: tf.TensorInfo },
  attributes: tf.UnsortedSegmentSumAttrs,
): tf.TensorInfo {
  const { x, segmentIds } = inputs;
  const rank = segmentIds.shape.length;
  const rowShape = x.shape.slice(rank);
  const width = tf.util.sizeFromShape(rowShape);
  const sums = backend.makeOutput([attributes.numSegments, ...rowShape], x.dtype);
  const target = backend.typedArrayFromHeap(sums);
  const source = backend.typedArrayFromHeap(x);
  const segments = backend.typedArrayFromHeap(segmentIds);
  target.fill(0);
  for (const [row, segment] of segments.entries()) {
    if (segment < 0 || segment >= attributes.numSegments) continue;
    for (let column = 0; column < width; column++) {
      const to = segment * width + column;
      target[to] = target[to]! + source[row * width + column]!;
    }
  }
  return sums;
}
