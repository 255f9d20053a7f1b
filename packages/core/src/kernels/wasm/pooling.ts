import * as tf from '@tensorflow/tfjs';
import { openSimdKernels } from './SimdKernels';
import { addressOf, callStock, viewFloats, type WasmBackend } from '../../tfjs/WasmBackend';

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
  kernels.addMaxPoolGradient(
    addressOf(backend, dx),
    addressOf(backend, input),
    shape.batchSize,
    shape.inHeight,
    shape.inWidth,
    shape.inChannels,
    addressOf(backend, output),
    addressOf(backend, dy),
    shape.outHeight,
    shape.outWidth,
    shape.filterHeight,
    shape.filterWidth,
    shape.strideHeight,
    shape.strideWidth,
    shape.dilationHeight,
    shape.dilationWidth,
    shape.padInfo.top,
    shape.padInfo.left,
  );
  return dx;
}
