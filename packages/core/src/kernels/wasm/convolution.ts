import type * as tf from '@tensorflow/tfjs';
import { addressOf, callStock, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import type { SimdKernels } from './SimdKernels.generated';
import { composedFilterGradient, composedInputGradient } from './composedGradients';
import { computeConvolution, isPointwise, kernelSizes, resolvePadding } from './convolutionShape';
import { openSimdKernels } from './openSimdKernels';
import { convolveTiled, convolveTiledBackward, suitsTiles } from './winograd';

/** Minimum rows for which packing the filter pays off: XNNPACK caches its packed filter, this kernel packs on each call. */
const MIN_PACKED_ROWS = 256;

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

/**
 * Convolution, plain or fused with a bias and a relu: by Winograd's tiles where they suit, as a matrix product where it is pointwise,
 * otherwise by the stock kernel.
 */
export function conv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: Inputs,
  attributes: tf.FusedConv2DAttrs,
): tf.TensorInfo {
  const { x, filter, bias } = inputs;
  const kernels = openSimdKernels(backend);
  // Conv2D has no activation.
  const activation = (attributes.activation as string | undefined) ?? 'linear';
  const fuses = activation === 'relu' || activation === 'linear';
  const biasesChannels = bias === undefined || bias.shape.length === 1;
  if (kernels !== null && fuses && biasesChannels && attributes.dataFormat === 'NHWC') {
    const shape = computeConvolution(x.shape, filter.shape, attributes);
    const { batchSize, inChannels, outChannels, outHeight, outWidth } = shape;
    const relu = activation === 'relu';
    if (suitsTiles(shape)) {
      const y = backend.makeOutput(shape.outShape, 'float32');
      convolveTiled(backend, kernels, kernelSizes(shape), {
        x,
        filter,
        y,
        rotated: false,
        relu,
        ...(bias && { bias }),
      });
      return y;
    }
    const rows = batchSize * outHeight * outWidth;
    if (isPointwise(shape) && bias === undefined && !relu && rows >= MIN_PACKED_ROWS) {
      const y = backend.makeOutput(shape.outShape, 'float32');
      multiplyPixels(backend, kernels, { x, filter, y }, { rows, inputs: inChannels, outputs: outChannels });
      return y;
    }
  }
  return callStock(backend, stock, { ...inputs }, resolvePadding(attributes, x, filter, false));
}

/** Fills y [rows, outputs] with the product of x [rows, inputs] and the filter [inputs, outputs]. */
function multiplyPixels(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x, filter, y }: Readonly<Record<'x' | 'filter' | 'y', tf.TensorInfo>>,
  { rows, inputs, outputs }: { readonly rows: number; readonly inputs: number; readonly outputs: number },
): void {
  withWorkspace(backend, inputs * (outputs + 7) * 4, (panels) => {
    kernels.packPanels({
      b: addressOf(backend, filter),
      rowStride: outputs * 4,
      columnStride: 4,
      inner: inputs,
      columns: outputs,
      panels,
    });
    kernels.multiplyRows({
      a: addressOf(backend, x),
      aStride: inputs * 4,
      rows,
      inner: inputs,
      panels,
      columns: outputs,
      c: addressOf(backend, y),
      cStride: outputs * 4,
      accumulate: false,
    });
  });
}

/** Filter gradient of a convolution: by Winograd's tiles where they suit, otherwise row by row. */
export function conv2DBackpropFilter(
  backend: WasmBackend,
  inputs: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: tf.Conv2DBackpropFilterAttrs,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  if (kernels === null) return composedFilterGradient(backend, inputs, attributes);
  const { x, dy } = inputs;
  const shape = computeConvolution(x.shape, attributes.filterShape, attributes);
  const gradient = backend.makeOutput(attributes.filterShape, 'float32');
  const size = kernelSizes(shape);
  if (suitsTiles(shape)) {
    convolveTiledBackward(backend, kernels, size, { x, dy, gradient });
    return gradient;
  }
  viewFloats(backend, gradient).fill(0);
  // A pointwise convolution treats the whole batch as one row of pixels.
  const pixels = shape.batchSize * shape.outHeight * shape.outWidth;
  const oneRow = { batch: 1, height: 1, width: pixels, outHeight: 1, outWidth: pixels };
  kernels.addFilterGradient({
    x: addressOf(backend, x),
    dy: addressOf(backend, dy),
    gradient: addressOf(backend, gradient),
    ...size,
    ...(isPointwise(shape) && oneRow),
  });
  return gradient;
}

/** Input gradient of a convolution: by Winograd's tiles where they suit, otherwise row by row. */
export function conv2DBackpropInput(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.Conv2DBackpropInputAttrs,
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  if (kernels === null) return composedInputGradient(backend, inputs, attributes);
  const { dy, filter } = inputs;
  const shape = computeConvolution(attributes.inputShape, filter.shape, attributes);
  const { inChannels, outChannels } = shape;
  const size = kernelSizes(shape);
  const dx = backend.makeOutput(attributes.inputShape, 'float32');
  if (suitsTiles(shape)) {
    // A convolution itself: from dy to dx, with the filter rotated.
    const reversed = {
      batch: size.batch,
      height: size.outHeight,
      width: size.outWidth,
      inputs: outChannels,
      outHeight: size.height,
      outWidth: size.width,
      outputs: inChannels,
      top: 2 - size.top,
      left: 2 - size.left,
    };
    convolveTiled(backend, kernels, reversed, { x: dy, filter, y: dx, rotated: true });
    return dx;
  }
  const positions = size.filterHeight * size.filterWidth;
  const positionBytes = Math.ceil(inChannels / 8) * 8 * outChannels * 4;
  withWorkspace(backend, positions * positionBytes, (panels) => {
    for (let position = 0; position < positions; position++) {
      kernels.packPanels({
        b: addressOf(backend, filter) + position * inChannels * outChannels * 4,
        rowStride: 4,
        columnStride: outChannels * 4,
        inner: outChannels,
        columns: inChannels,
        panels: panels + position * positionBytes,
      });
    }
    viewFloats(backend, dx).fill(0);
    kernels.addInputGradient({
      dx: addressOf(backend, dx),
      dy: addressOf(backend, dy),
      panels,
      ...size,
    });
  });
  return dx;
}
