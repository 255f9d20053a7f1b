import * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, type WasmBackend } from '../../tfjs/WasmBackend';
import type { SimdKernels } from './SimdKernels.generated';
import { openSimdKernels } from './openSimdKernels';

/** A tensor seen as [outer, middle, inner]; the middle are the axes that are reduced or broadcast. */
export interface MiddleView {
  readonly outer: number;
  readonly middle: number;
  readonly inner: number;
}

/** The view of a shape that joins adjacent axes to the middle; undefined where the axes are not adjacent. */
export function viewMiddle(
  shape: readonly number[],
  axis: number | number[] | null | undefined,
): MiddleView | undefined {
  const axes = tf.util.parseAxisParam(axis ?? null!, [...shape]).sort((left, right) => left - right);
  const [first] = axes;
  if (first === undefined) return undefined;
  const last = axes.at(-1)!;
  // Axes of size one in between change nothing.
  for (let index = first; index <= last; index++) if (!axes.includes(index) && shape[index] !== 1) return undefined;
  return {
    outer: tf.util.sizeFromShape(shape.slice(0, first)),
    middle: tf.util.sizeFromShape(shape.slice(first, last + 1)),
    inner: tf.util.sizeFromShape(shape.slice(last + 1)),
  };
}

type ReductionKernel = (
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo },
  attributes: { readonly axis: number | number[]; readonly keepDims: boolean },
) => tf.TensorInfo;

/** The sum over axes; see {@link reduce}. */
export const sum: ReductionKernel = (backend, stock, inputs, attributes) =>
  reduce(backend, stock, inputs, attributes, false);

/** The mean over axes; see {@link reduce}. */
export const mean: ReductionKernel = (backend, stock, inputs, attributes) =>
  reduce(backend, stock, inputs, attributes, true);

/**
 * Sum or mean over adjacent axes. The stock kernels transpose the tensor first unless the axes are the last ones, which costs several
 * times the sum; the gradients of biases and batch normalisation sum over the first three of four axes.
 */
function reduce(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  { x }: { readonly x: tf.TensorInfo },
  attributes: { readonly axis: number | number[]; readonly keepDims: boolean },
  isMean: boolean,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  const view = viewMiddle(x.shape, attributes.axis);
  if (kernels === null || view === undefined || x.dtype !== 'float32' || tf.util.sizeFromShape(x.shape) === 0) {
    return callStock(backend, stock, { x }, attributes);
  }
  const axes = tf.util.parseAxisParam(attributes.axis, x.shape);
  const shape = attributes.keepDims
    ? x.shape.map((size, index) => (axes.includes(index) ? 1 : size))
    : x.shape.filter((_, index) => !axes.includes(index));
  const result = backend.makeOutput(shape, 'float32');
  kernels.sumMiddle({
    x: addressOf(backend, x),
    outer: view.outer,
    reduce: view.middle,
    inner: view.inner,
    scale: isMean ? 1 / view.middle : 1,
    out: addressOf(backend, result),
  });
  return result;
}

/** x repeated over its middle axis and scaled, in the given shape: the gradient of a mean. */
export function spreadMiddle(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x }: { readonly x: tf.TensorInfo },
  { outer, middle, inner, shape, scale }: MiddleView & { readonly shape: number[]; readonly scale: number },
): tf.TensorInfo {
  const spread = backend.makeOutput(shape, 'float32');
  kernels.spreadMiddle({
    x: addressOf(backend, x),
    outer,
    repeat: middle,
    inner,
    scale,
    out: addressOf(backend, spread),
  });
  return spread;
}

/**
 * Sums the rows of x that have the same segment number, as the gradient of `gather` does. Rows with a negative number or one beyond
 * the last segment are dropped, as on tfjs' cpu backend.
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
