import * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

type Call = Parameters<tf.KernelFunc>[0];

/**
 * The filter gradient of a convolution, by the stock kernel. A 1x1 convolution with strides is computed on a strided slice of x
 * instead, with stride 1: on processors with AVX-512, oneDNN writes beyond its memory for odd batches with few channels
 * (TensorFlow 2.19), and the process crashes sooner or later.
 * @param stock - tfjs-node's kernel
 */
export function conv2DBackpropFilter(call: Call, stock: tf.KernelConfig): ReturnType<tf.KernelFunc> {
  const { strides, filterShape, dataFormat, pad } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const [rows, columns = rows] = [strides].flat() as [number, number?];
  const isStridedPointwise = filterShape[0] === 1 && filterShape[1] === 1 && (rows > 1 || columns > 1);
  const { isUsingGpuDevice } = call.backend as TensorFlowBackend;
  if (!isStridedPointwise || isUsingGpuDevice || dataFormat !== 'NHWC' || typeof pad !== 'string') {
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
