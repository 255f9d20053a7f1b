import type * as tf from '@tensorflow/tfjs';
import { computeConvolution } from './computeConvolution';
import { isPointwise } from './isPointwise';
import { callStock } from './callStock';
import { openSimdKernels } from './SimdKernels';
import { convolveTiled, suitsTiles } from './tiledConvolution';
import { spellPadding } from './spellPadding';
import { withWorkspace } from './withWorkspace';
import { addressOf, type WasmBackend } from './WasmBackend';

/** Fewest rows of a pointwise convolution for which packing its filter, which XNNPACK keeps between calls, is repaid. */
const FEWEST_PIXELS = 256;

/**
 * The convolution itself, plain or fused with a bias and a relu: by tiles where they suit, as a matrix product where it is
 * pointwise, and else by the stock kernel.
 */
export function conv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo; readonly bias?: tf.TensorInfo },
  attributes: tf.FusedConv2DAttrs,
): tf.TensorInfo {
  const { x, filter, bias } = inputs;
  const kernels = openSimdKernels(backend);
  const relu = (attributes.activation as string | undefined) === 'relu';
  const plain = relu || ((attributes.activation as string | undefined) ?? 'linear') === 'linear';
  if (
    kernels !== null &&
    plain &&
    attributes.dataFormat === 'NHWC' &&
    (bias === undefined || bias.shape.length === 1)
  ) {
    const shape = computeConvolution(x.shape, filter.shape, attributes);
    const { batchSize: batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = shape;
    if (suitsTiles(shape)) {
      const y = backend.makeOutput(shape.outShape, 'float32');
      const size = {
        batch,
        height: inHeight,
        width: inWidth,
        inputs: inChannels,
        outHeight,
        outWidth,
        outputs: outChannels,
        top: padInfo.top,
        left: padInfo.left,
      };
      convolveTiled(backend, kernels, size, { x, filter, y, turned: false, relu, ...(bias && { bias }) });
      return y;
    }
    const pixels = batch * outHeight * outWidth;
    if (isPointwise(shape) && bias === undefined && !relu && pixels >= FEWEST_PIXELS) {
      const y = backend.makeOutput(shape.outShape, 'float32');
      withWorkspace(backend, inChannels * (outChannels + 7) * 4, (panels) => {
        kernels.packPanels(addressOf(backend, filter), outChannels * 4, 4, inChannels, outChannels, panels);
        kernels.multiplyRows(
          addressOf(backend, x),
          inChannels * 4,
          pixels,
          inChannels,
          panels,
          outChannels,
          addressOf(backend, y),
          outChannels * 4,
          false,
        );
      });
      return y;
    }
  }
  return callStock(backend, stock, inputs, spellPadding(attributes, x, filter, false));
}
