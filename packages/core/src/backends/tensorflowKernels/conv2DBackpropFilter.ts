import * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from './TensorFlowBackend';

type Call = Parameters<tf.KernelFunc>[0];

/**
 * The gradient by its filter of a convolution. Where that sees one pixel in some, it is computed of the pixels that it sees, as if
 * there were no others: with strides, oneDNN writes beyond its memory where a batch is odd and channels are few, on processors with
 * AVX-512 (TensorFlow 2.19), and the process ends sooner or later.
 * @param stock - tfjs-node's kernel
 */
export function conv2DBackpropFilter(call: Call, stock: tf.KernelConfig): ReturnType<tf.KernelFunc> {
  const { strides, filterShape, dataFormat, pad } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const [rows, columns = rows] = [strides].flat() as [number, number?];
  const seesOnePixelInSome = filterShape[0] === 1 && filterShape[1] === 1 && (rows > 1 || columns > 1);
  const { isUsingGpuDevice } = call.backend as TensorFlowBackend;
  if (!seesOnePixelInSome || isUsingGpuDevice || dataFormat !== 'NHWC' || typeof pad !== 'string') {
    return stock.kernelFunc(call);
  }
  const seen = tf.stridedSlice(call.inputs.x as tf.Tensor4D, [0, 0, 0, 0], call.inputs.x!.shape, [1, rows, columns, 1]);
  const gradient = stock.kernelFunc({
    ...call,
    inputs: { ...call.inputs, x: seen },
    attrs: { ...call.attrs, strides: [1, 1] },
  });
  seen.dispose();
  return gradient;
}
