import * as tf from '@tensorflow/tfjs';
import { bufferOf, type WebgpuBackend } from '../../tfjs/WebgpuBackend';

/** Bytes of a number of each type on the GPU. */
const BYTES = 4;

/** True if parts along an axis lie one after the other in memory. */
const isOuter = (shape: readonly number[], axis: number): boolean =>
  shape.slice(0, axis).every((length) => length === 1);

/** Copies numbers of a tensor into another, without a shader: [source, first number, target, first number, count]. */
type Copy = readonly [tf.TensorInfo, number, tf.TensorInfo, number, number];

function copyNumbers(backend: WebgpuBackend, copies: readonly Copy[]): void {
  const buffers = copies.map(([source, , target]) => [bufferOf(backend, source), bufferOf(backend, target)] as const);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  copies.forEach(([, from, , to, count], index) => {
    const [source, target] = buffers[index]!;
    backend.commandEncoder!.copyBufferToBuffer(source, BYTES * from, target, BYTES * to, BYTES * count);
  });
}

/** Joins tensors along their first axis, or one with only axes of length 1 before it. @returns undefined for others */
export function joinByCopies(
  backend: WebgpuBackend,
  tensors: readonly tf.TensorInfo[],
  { axis }: tf.ConcatAttrs,
): tf.TensorInfo | undefined {
  const [first] = tensors as [tf.TensorInfo];
  const place = tf.util.parseAxisParam(axis, first.shape)[0]!;
  const sizes = tensors.map(({ shape }) => tf.util.sizeFromShape(shape));
  const isSimple = tensors.length > 1 && tensors.every(({ dtype }) => dtype === first.dtype) && !sizes.includes(0);
  if (!isSimple || !isNumeric(first) || !isOuter(first.shape, place)) return undefined;
  const shape = tf.backend_util.computeOutShape(
    tensors.map((tensor) => tensor.shape),
    place,
  );
  const joined = backend.makeTensorInfo(shape, first.dtype);
  let end = 0;
  copyNumbers(
    backend,
    tensors.map((tensor, index): Copy => [tensor, 0, joined, (end += sizes[index]!) - sizes[index]!, sizes[index]!]),
  );
  return joined;
}

/** Splits a tensor along its first axis, or one with only axes of length 1 before it. @returns undefined for others */
export function splitByCopies(
  backend: WebgpuBackend,
  x: tf.TensorInfo,
  { numOrSizeSplits, axis }: tf.SplitVAttrs,
): tf.TensorInfo[] | undefined {
  const place = tf.util.parseAxisParam(axis, x.shape)[0]!;
  if (!isNumeric(x) || !isOuter(x.shape, place) || tf.util.sizeFromShape(x.shape) === 0) return undefined;
  const lengths = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, place);
  if (lengths.includes(0)) return undefined;
  const parts = lengths.map((length) =>
    backend.makeTensorInfo([...x.shape.slice(0, place), length, ...x.shape.slice(place + 1)], x.dtype),
  );
  let end = 0;
  copyNumbers(
    backend,
    parts.map((part): Copy => {
      const size = tf.util.sizeFromShape(part.shape);
      return [x, (end += size) - size, part, 0, size];
    }),
  );
  return parts;
}

const isNumeric = ({ dtype }: tf.TensorInfo): boolean => dtype === 'float32' || dtype === 'int32';
