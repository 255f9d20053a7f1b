import * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, viewFloats, type WasmBackend } from '../../tfjs/WasmBackend';
import { kernelSizes } from './convolutionShape';
import { openSimdKernels } from './openSimdKernels';

/** Gradient of max pooling, four channels at a time; the stock kernel goes through them one by one. */
export function maxPoolGrad(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly dy: tf.TensorInfo; readonly input: tf.TensorInfo; readonly output: tf.TensorInfo },
  attributes: tf.MaxPoolGradAttrs,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  const { dy, input, output } = inputs;
  if (kernels === null || input.dtype !== 'float32') {
    return callStock(backend, stock, { ...inputs }, attributes);
  }
  const shape = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attributes.filterSize,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  const dx = backend.makeOutput(input.shape, 'float32');
  viewFloats(backend, dx).fill(0);
  kernels.addMaxPoolGradient({
    channels: shape.inChannels,
    windowHeight: shape.filterHeight,
    windowWidth: shape.filterWidth,
    x: addressOf(backend, input),
    y: addressOf(backend, output),
    dy: addressOf(backend, dy),
    dx: addressOf(backend, dx),
    ...kernelSizes(shape),
  });
  return dx;
}
