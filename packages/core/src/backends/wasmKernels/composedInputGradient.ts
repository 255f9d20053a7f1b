import * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel';
import { computeConvolution } from './computeConvolution';
import { dilateRows } from './dilateRows';
import { viewFloats, type WasmBackend } from './WasmBackend';

/**
 * Gradient of a convolution by its input, as a convolution itself: dy, spread out by the stride with zeros between,
 * convolved at stride 1 with the filter turned by 180 degrees and its channel axes swapped (Dumoulin and Visin 2016, "A
 * guide to convolution arithmetic", chapter 4). So XNNPACK's convolution does what the stock kernel does by scalar loops.
 */
export function composedInputGradient(
  backend: WasmBackend,
  inputs: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: tf.Conv2DBackpropInputAttrs,
): tf.TensorInfo {
  const { dy, filter } = inputs;
  const shape = computeConvolution(attributes.inputShape, filter.shape, attributes);
  const { filterHeight, filterWidth, padInfo } = shape;

  const turned = turnFilter(backend, filter);
  // A border wider than the filter reaches makes some padding negative; those rows of dy saw nothing but zeros.
  const spread = dilateRows(backend, dy, {
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
    { x: spread, filter: turned },
    { strides: [1, 1], pad: 'valid', dilations: [1, 1], dataFormat: 'NHWC' },
  );
  backend.disposeData(spread.dataId);
  backend.disposeData(turned.dataId);
  return dx;
}

/** [height, width, in, out] to [height, width, out, in], turned by 180 degrees. */
function turnFilter(backend: WasmBackend, filter: tf.TensorInfo): tf.TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const turned = backend.makeOutput([height, width, outChannels, inChannels], 'float32');
  const source = viewFloats(backend, filter);
  const target = viewFloats(backend, turned);
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
  return turned;
}
