import * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

type Call = Parameters<tf.KernelFunc>[0];

/**
 * The filter gradient of a convolution, by the stock kernel. For a 1x1 convolution with strides, the kernel runs with stride 1 on a
 * strided slice of x: on processors with AVX-512, oneDNN (TensorFlow 2.19) would write beyond its memory for odd batches with few
 * channels, and the process would crash sooner or later.
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
  const sliced = tf.stridedSlice(call.inputs.x as tf.Tensor4D, [0, 0, 0, 0], call.inputs.x!.shape, [
    1,
    rows,
    columns,
    1,
  ]);
  const gradient = stock.kernelFunc({
    ...call,
    inputs: { ...call.inputs, x: sliced },
    attrs: { ...call.attrs, strides: [1, 1] },
  });
  sliced.dispose();
  return gradient;
}
