import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './WasmBackend';

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
