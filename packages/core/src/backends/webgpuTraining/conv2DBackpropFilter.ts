import * as tf from '@tensorflow/tfjs';
import { countParts, filterGradientProgram } from './filterGradientProgram';
import { sumPartsProgram } from './sumPartsProgram';
import type { Uniform, WebgpuBackend } from './WebgpuBackend';

/** What the gradients of both kinds of convolution are told. */
export type FilterGradientAttributes = tf.Conv2DBackpropFilterAttrs | tf.DepthwiseConv2dNativeBackpropFilterAttrs;

/** Gradient of a convolution over NHWC images by its filter: a part of the batch at a time, then added up. */
export function conv2DBackpropFilter(
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

  const whole = { filter: shapes[1], depthwise, rows: batchSize * outHeight };
  const rowsOfPart = Math.ceil(whole.rows / countParts(whole));
  const parts = Math.ceil(whole.rows / rowsOfPart);
  const sums = backend.runWebGPUProgram(
    filterGradientProgram({ ...whole, parts }),
    [x, dy],
    'float32',
    [
      filterShape,
      [padInfo.top, padInfo.left],
      [info.strideHeight, info.strideWidth],
      [info.dilationHeight, info.dilationWidth],
      [whole.rows],
      [rowsOfPart],
      [parts],
      [outHeight],
      [outWidth],
      [inHeight],
      [inWidth],
    ].map(uniform),
  );
  const weights = tf.util.sizeFromShape(filterShape);
  const gradient = backend.runWebGPUProgram(
    sumPartsProgram(weights),
    [sums],
    'float32',
    [[parts], [weights]].map(uniform),
  );
  backend.disposeData(sums.dataId);
  return { ...gradient, shape: filterShape };
}

const uniform = (data: readonly number[]): Uniform => ({ type: 'int32', data });
