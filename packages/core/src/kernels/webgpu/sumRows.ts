import * as tf from '@tensorflow/tfjs';
import { float32, int32, type WebgpuBackend } from '../../tfjs/WebgpuBackend';
import { runShader } from './runShader';

/** More rows than these are summed better by the threads of a whole workgroup, as tfjs does. */
const MAX_ROWS = 4096;

/**
 * Sum or mean over adjacent axes that others follow, as of the pixels of each channel. tfjs moves these axes to the end first, in a pass of
 * its own over the whole tensor.
 * @returns undefined for other axes and types
 */
export function sumRows(
  backend: WebgpuBackend,
  x: tf.TensorInfo,
  { axis, keepDims }: tf.SumAttrs,
  isMean: boolean,
): tf.TensorInfo | undefined {
  const axes = [...tf.util.parseAxisParam(axis, x.shape)].sort((a, b) => a - b);
  const [first = 0, last = first] = [axes[0], axes.at(-1)];
  const sizeOf = (from: number, to?: number): number => tf.util.sizeFromShape(x.shape.slice(from, to));
  const [outer, rows, inner] = [sizeOf(0, first), sizeOf(first, last + 1), sizeOf(last + 1)];
  const isSimple = axes.length > 0 && last - first === axes.length - 1 && x.dtype === 'float32';
  if (!isSimple || inner === 1 || rows > MAX_ROWS || outer * rows * inner === 0) return undefined;
  const shape = x.shape.flatMap((length, place) => (!axes.includes(place) ? [length] : keepDims ? [1] : []));
  const [sum] = runShader(backend, {
    name: 'sumRows',
    inputs: { x },
    outputs: { sums: shape },
    numbers: { rows: int32(rows), inner: int32(inner), factor: float32(isMean ? 1 / rows : 1) },
    component: 1,
    threads: outer * inner,
    code: `
      let block = index / uniforms.inner;
      let begin = block * uniforms.rows * uniforms.inner + index - block * uniforms.inner;
      var sum = 0.0;
      for (var row = 0; row < uniforms.rows; row++) {
        sum += x[begin + row * uniforms.inner];
      }
      sums[index] = sum * uniforms.factor;`,
  });
  return sum;
}
