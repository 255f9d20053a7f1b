import * as tf from '@tensorflow/tfjs';
import { countParts, filterGradientProgram } from './filterGradientProgram';
import { sumParts } from './sumParts';
import { whole, type WebgpuBackend } from './WebgpuBackend';

/** What the gradients of both kinds of convolution are told. */
export type FilterGradientAttributes = tf.Conv2DBackpropFilterAttrs | tf.DepthwiseConv2dNativeBackpropFilterAttrs;

/** Gradient of a convolution over NHWC images by its filter: a part of the batch at a time, then added up. */
export function filterGradient(
  backend: WebgpuBackend,
  { x, dy }: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: FilterGradientAttributes,
  depthwise: boolean,
): tf.TensorInfo {
  const { strides, pad, dimRoundingMode, filterShape } = attributes;
  const dilations = 'dilations' in attributes ? attributes.dilations : 1;
  const shapes = [x.shape, filterShape] as [[number, number, number, number], [number, number, number, number]];
  const info = tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, depthwise);
  const { batchSize, outHeight, outWidth, inHeight, inWidth, padInfo } = info;

  const shape = { filter: shapes[1], depthwise, rows: batchSize * outHeight };
  const rowsOfPart = Math.ceil(shape.rows / countParts(shape));
  const parts = Math.ceil(shape.rows / rowsOfPart);
  const sums = backend.runWebGPUProgram(filterGradientProgram(shape, parts), [x, dy], 'float32', [
    whole(...filterShape),
    whole(padInfo.top, padInfo.left),
    whole(info.strideHeight, info.strideWidth),
    whole(info.dilationHeight, info.dilationWidth),
    whole(shape.rows),
    whole(rowsOfPart),
    whole(parts),
    whole(outHeight),
    whole(outWidth),
    whole(inHeight),
    whole(inWidth),
  ]);
  return { ...sumParts(backend, sums), shape: filterShape };
}
