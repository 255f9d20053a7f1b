import * as tf from '@tensorflow/tfjs';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend } from './WasmBackend';

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
