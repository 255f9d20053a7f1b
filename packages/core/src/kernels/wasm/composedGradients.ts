import * as tf from '@tensorflow/tfjs';
import { callKernel, viewFloats, type WasmBackend } from '../../tfjs/WasmBackend';
import { computeConvolution } from './convolutionShape';

// Gradients of a convolution composed of the kernels of tfjs-backend-wasm, for engines without the SIMD kernels: browsers
// without SIMD, and engines that the user's own program started with tfjs' threads.

/** Maximum rows of dy per part. XNNPACK streams dy in blocks of eight columns, which then take half a megabyte and fit the L2 cache. */
const MAX_PART_ROWS = 16_384;

/**
 * Filter gradient of a convolution as a convolution itself: the channels of x become the batch, the batch becomes the channels, and dy
 * becomes a filter as large as the image, dilated by the stride. The result has one pixel per filter position. The batch is divided
 * into parts whose packed dy fits the cache, because XNNPACK reads it again for every few rows of the result.
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
  const images = Math.max(1, Math.min(batchSize, Math.floor(MAX_PART_ROWS / Math.max(1, outPixels))));
  // Negative where the stride leaves rows or columns unused; the result is then larger than the filter and is cropped.
  const bottom = (outHeight - 1) * strideHeight + filterHeight - padInfo.top - inHeight;
  const right = (outWidth - 1) * strideWidth + filterWidth - padInfo.left - inWidth;

  for (let first = 0; first < batchSize; first += images) {
    const count = Math.min(images, batchSize - first);
    const part = sliceImages(backend, x, first, count);
    const transposed = callKernel(backend, 'Transpose', { x: part }, { perm: [3, 1, 2, 0] });
    backend.disposeData(part.dataId);
    const dyPart = sliceImages(backend, dy, first, count);
    const kernel = callKernel(backend, 'Transpose', { x: dyPart }, { perm: [1, 2, 0, 3] });
    backend.disposeData(dyPart.dataId);
    const product = callKernel(
      backend,
      'Conv2D',
      { x: transposed, filter: kernel },
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
    backend.disposeData(transposed.dataId);
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

/** Adds the product [in, height, width, out], cropped, to the gradient [height, width, in, out]. */
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

/**
 * Input gradient of a convolution as a convolution itself: dy, dilated by the stride, convolved at stride 1 with the filter rotated by
 * 180 degrees and its channel axes swapped (V. Dumoulin and F. Visin 2016, arXiv:1603.07285, chapter 4). The stock kernel uses scalar
 * loops, this one XNNPACK.
 */
export function composedInputGradient(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.Conv2DBackpropInputAttrs,
): tf.TensorInfo {
  const { dy, filter } = inputs;
  const shape = computeConvolution(attributes.inputShape, filter.shape, attributes);
  const { filterHeight, filterWidth, padInfo } = shape;

  const rotated = rotateFilter(backend, filter);
  // Where the padding is wider than the filter, `top` or `left` is negative: those rows of dy depend on zeros only.
  const spread = dilate(backend, dy, {
    height: shape.inHeight + filterHeight - 1,
    width: shape.inWidth + filterWidth - 1,
    top: filterHeight - 1 - padInfo.top,
    left: filterWidth - 1 - padInfo.left,
    strideHeight: shape.strideHeight,
    strideWidth: shape.strideWidth,
  });
  const dx = callKernel(
    backend,
    'Conv2D',
    { x: spread, filter: rotated },
    { strides: [1, 1], pad: 'valid', dilations: [1, 1], dataFormat: 'NHWC' },
  );
  backend.disposeData(spread.dataId);
  backend.disposeData(rotated.dataId);
  return dx;
}

/** The filter [height, width, in, out] as [height, width, out, in], rotated by 180 degrees. */
function rotateFilter(backend: WasmBackend, filter: tf.TensorInfo): tf.TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const rotated = backend.makeOutput([height, width, outChannels, inChannels], 'float32');
  const source = viewFloats(backend, filter);
  const target = viewFloats(backend, rotated);
  const positions = height * width;
  const plane = inChannels * outChannels;
  for (let position = 0; position < positions; position++) {
    const from = position * plane;
    const to = (positions - 1 - position) * plane;
    for (let input = 0; input < inChannels; input++) {
      for (let output = 0; output < outChannels; output++) {
        target[to + output * inChannels + input] = source[from + input * outChannels + output]!;
      }
    }
  }
  return rotated;
}

/** Moves pixel (i, j) of a tensor to (top + i * strideHeight, left + j * strideWidth) of a larger one. */
interface Dilation {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/** Dilates an NHWC tensor with zeros; pixels that fall outside of the result are dropped. */
function dilate(backend: WasmBackend, tensor: tf.TensorInfo, dilation: Dilation): tf.TensorInfo {
  const [batch, rows, columns, channels] = tensor.shape as [number, number, number, number];
  const { height, width, top, left, strideHeight, strideWidth } = dilation;
  const spread = backend.makeOutput([batch, height, width, channels], 'float32');
  const source = viewFloats(backend, tensor);
  const target = viewFloats(backend, spread).fill(0);
  const firstColumn = Math.max(0, Math.ceil(-left / strideWidth));
  const lastColumn = Math.min(columns, Math.ceil((width - left) / strideWidth));
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      const targetRow = top + row * strideHeight;
      if (targetRow < 0 || targetRow >= height) continue;
      const from = (image * rows + row) * columns * channels;
      const to = ((image * height + targetRow) * width + left) * channels;
      if (strideWidth === 1) {
        if (firstColumn < lastColumn) {
          target.set(
            source.subarray(from + firstColumn * channels, from + lastColumn * channels),
            to + firstColumn * channels,
          );
        }
        continue;
      }
      for (let column = firstColumn; column < lastColumn; column++) {
        const pixel = from + column * channels;
        const spot = to + column * strideWidth * channels;
        for (let channel = 0; channel < channels; channel++) target[spot + channel] = source[pixel + channel]!;
      }
    }
  }
  return spread;
}
