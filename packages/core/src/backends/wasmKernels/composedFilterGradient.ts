import * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel';
import { computeConvolution } from './computeConvolution';
import { viewFloats, type WasmBackend } from './WasmBackend';

/** Floats of one block of eight columns of dy that XNNPACK streams through; half a megabyte stays in the L2 cache. */
const PANEL_FLOATS = 16_384;

/**
 * Gradient of a convolution by its filter, as a convolution itself: the channels of x become the batch, the batch becomes
 * the channels, and dy becomes a filter as large as the image, spread out by the stride (as XNNPACK's dilation does
 * without copying). Its result has one pixel for each position of the true filter. The batch is cut into parts, because
 * XNNPACK reads the packed dy again for every few rows of the result and it must stay in the cache for that.
 */
export function composedFilterGradient(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: tf.Conv2DBackpropFilterAttrs,
): tf.TensorInfo {
  const { x, dy } = inputs;
  const shape = computeConvolution(x.shape, attributes.filterShape, attributes);
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels } = shape;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  const outPixels = outHeight * outWidth;

  const gradient = backend.makeOutput(attributes.filterShape, 'float32');
  viewFloats(backend, gradient).fill(0);
  const images = Math.max(1, Math.min(batchSize, Math.floor(PANEL_FLOATS / Math.max(1, outPixels))));
  // Rows and columns that the stride never reaches would make the result larger than the filter: crop, do not pad.
  const bottom = (outHeight - 1) * strideHeight + filterHeight - padInfo.top - inHeight;
  const right = (outWidth - 1) * strideWidth + filterWidth - padInfo.left - inWidth;

  for (let first = 0; first < batchSize; first += images) {
    const count = Math.min(images, batchSize - first);
    const part = sliceImages(backend, x, first, count);
    const turned = callKernel(backend, 'Transpose', { x: part }, { perm: [3, 1, 2, 0] });
    backend.disposeData(part.dataId);
    const dyPart = sliceImages(backend, dy, first, count);
    const kernel = callKernel(backend, 'Transpose', { x: dyPart }, { perm: [1, 2, 0, 3] });
    backend.disposeData(dyPart.dataId);
    const product = callKernel(
      backend,
      'Conv2D',
      { x: turned, filter: kernel },
      {
        strides: [1, 1],
        pad: [
          [0, 0],
          [padInfo.top, Math.max(0, bottom)],
          [padInfo.left, Math.max(0, right)],
          [0, 0],
        ],
        dilations: [strideHeight, strideWidth],
        dataFormat: 'NHWC',
      },
    );
    backend.disposeData(turned.dataId);
    backend.disposeData(kernel.dataId);
    accumulate(backend, product, gradient, { filterHeight, filterWidth, inChannels, outChannels });
    backend.disposeData(product.dataId);
  }
  return gradient;
}

function sliceImages(backend: WasmBackend, tensor: tf.TensorInfo, first: number, count: number): tf.TensorInfo {
  const size = tf.util.sizeFromShape(tensor.shape.slice(1));
  const part = backend.makeOutput([count, ...tensor.shape.slice(1)], 'float32');
  const source = viewFloats(backend, tensor);
  viewFloats(backend, part).set(source.subarray(first * size, (first + count) * size));
  return part;
}

/** Adds [in, height, width, out] of the product, cropped, to [height, width, in, out] of the gradient. */
function accumulate(
  backend: WasmBackend,
  product: tf.TensorInfo,
  gradient: tf.TensorInfo,
  size: { filterHeight: number; filterWidth: number; inChannels: number; outChannels: number },
): void {
  const source = viewFloats(backend, product);
  const target = viewFloats(backend, gradient);
  const [, rows, columns] = product.shape as [number, number, number, number];
  for (let row = 0; row < size.filterHeight; row++) {
    for (let column = 0; column < size.filterWidth; column++) {
      for (let input = 0; input < size.inChannels; input++) {
        const from = ((input * rows + row) * columns + column) * size.outChannels;
        const to = ((row * size.filterWidth + column) * size.inChannels + input) * size.outChannels;
        for (let output = 0; output < size.outChannels; output++) {
          target[to + output] = target[to + output]! + source[from + output]!;
        }
      }
    }
  }
}
