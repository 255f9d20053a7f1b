import * as tf from '@tensorflow/tfjs';
import { BUSY_THREADS, layoutThreads, type WebgpuBackend, type WebgpuProgram, int32 } from '../../tfjs/WebgpuBackend';
import { sumParts } from './sums';

/** Sizes of a convolution in NHWC, for the gradient of its filter. */
interface FilterGradientShape {
  /** [height, width, input channels, output channels]; for a depthwise convolution the last is the channel multiplier. */
  readonly filter: readonly [number, number, number, number];
  readonly depthwise: boolean;
  /** Output rows of all images in the batch: batch size x output height. */
  readonly rows: number;
}

/** Maximum number of partial sums: more take longer to add up than they save. */
const MAX_PARTS = 512;

/** The number of parts to split the output rows into, so that all parts together keep the GPU busy. */
function countParts(shape: FilterGradientShape): number {
  const wanted = Math.ceil(BUSY_THREADS / threadsOf(shape));
  return Math.max(1, Math.min(shape.rows, MAX_PARTS, wanted));
}

/** Input and output channels that one thread computes: it holds a block of `inputs x outputs` weights. */
function blockOf({ filter: [, , inputs, outputs], depthwise }: FilterGradientShape): [number, number] {
  if (depthwise || outputs % 4 !== 0) return [1, 1];
  return [inputs % 4 === 0 ? 4 : 1, 4];
}

/** Threads that one part needs. */
function threadsOf(shape: FilterGradientShape): number {
  const [inputs, outputs] = blockOf(shape);
  return countWeights(shape.filter) / (inputs * outputs);
}

/**
 * Program for partial sums of a filter gradient: [parts, weights], each row summed over one part of the output rows.
 *
 * tfjs starts one thread per weight, which loops over the whole batch. The first convolution of a network for faces has some
 * hundred weights, and a batch of 256 has half a million output positions: most of the GPU idles. Atomic additions are avoided,
 * because their order, and so the rounding, would vary.
 *
 * @param parts - number of parts of the output rows, each summed by its own threads
 */
function filterGradientProgram(shape: FilterGradientShape, parts: number): WebgpuProgram {
  const { filter, depthwise } = shape;
  const [inputs, outputs] = blockOf(shape);
  return {
    variableNames: ['x', 'dy'],
    variableComponents: [inputs, outputs],
    uniforms:
      'filterDims : vec4<i32>, pads : vec2<i32>, strides : vec2<i32>, dilations : vec2<i32>, rows : i32, rowsOfPart : i32, parts : i32, ' +
      'outHeight : i32, outWidth : i32, inHeight : i32, inWidth : i32,',
    outputShape: [parts, countWeights(filter)],
    outputComponent: outputs,
    ...layoutThreads(parts * threadsOf(shape)),
    shaderKey: `ferkitFilterGradient_${inputs}_${outputs}_${depthwise}`,
    getUserCode: () => code(inputs, outputs, depthwise),
  };
}

const countWeights = (filter: readonly number[]): number => filter.reduce((product, length) => product * length, 1);

function code(inputs: number, outputs: number, depthwise: boolean): string {
  const number = outputs === 4 ? 'vec4<f32>' : 'f32';
  const channels = Array.from({ length: inputs }, (_, channel) => channel);
  const read = (channel: number): string => (inputs === 1 ? 'value' : `value[${channel}]`);
  return `
    fn main(index : i32) {
      let outputBlocks = uniforms.filterDims.w / ${outputs};
      let inputBlocks = uniforms.filterDims.z / ${inputs};
      var rest = index;
      let d2 = (rest % outputBlocks) * ${outputs}; rest /= outputBlocks;
      let d1 = (rest % inputBlocks) * ${inputs}; rest /= inputBlocks;
      let wC = rest % uniforms.filterDims.y; rest /= uniforms.filterDims.y;
      let wR = rest % uniforms.filterDims.x;
      let part = rest / uniforms.filterDims.x;
      if (part >= uniforms.parts) { return; }

      // Output columns whose input column lies within the image, not in the padding.
      let before = uniforms.pads.y - wC * uniforms.dilations.y;
      let first = max(0, (before + uniforms.strides.y - 1) / uniforms.strides.y);
      let last = uniforms.inWidth - 1 + before;
      let end = select(0, min(uniforms.outWidth, last / uniforms.strides.y + 1), last >= 0);

      var sum : array<${number}, ${inputs}>;
      let firstRow = part * uniforms.rowsOfPart;
      let endRow = min(firstRow + uniforms.rowsOfPart, uniforms.rows);
      for (var row = firstRow; row < endRow; row++) {
        let image = row / uniforms.outHeight;
        let yR = row - image * uniforms.outHeight;
        let xR = yR * uniforms.strides.x - uniforms.pads.x + wR * uniforms.dilations.x;
        if (xR < 0 || xR >= uniforms.inHeight) { continue; }
        for (var yC = first; yC < end; yC++) {
          let value = getX(image, xR, yC * uniforms.strides.y - before, d1);
          let gradient = getDy(image, yR, yC, ${depthwise ? 'd1 * uniforms.filterDims.w + d2' : 'd2'});
          ${channels.map((channel) => `sum[${channel}] += ${read(channel)} * gradient;`).join('\n          ')}
        }
      }
      let weight = (((part * uniforms.filterDims.x + wR) * uniforms.filterDims.y + wC) * uniforms.filterDims.z + d1) * outputBlocks + d2 / ${outputs};
      ${channels.map((channel) => `setOutputAtIndex(weight + ${channel} * outputBlocks, sum[${channel}]);`).join('\n      ')}
    }
  `;
}

/** Attributes of the filter gradient kernels of both kinds of convolution. */
export type FilterGradientAttributes = tf.Conv2DBackpropFilterAttrs | tf.DepthwiseConv2dNativeBackpropFilterAttrs;

/** Filter gradient of a convolution over NHWC images: partial sums over the batch, added up in a second pass. */
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
    int32(...filterShape),
    int32(padInfo.top, padInfo.left),
    int32(info.strideHeight, info.strideWidth),
    int32(info.dilationHeight, info.dilationWidth),
    int32(shape.rows),
    int32(rowsOfPart),
    int32(parts),
    int32(outHeight),
    int32(outWidth),
    int32(inHeight),
    int32(inWidth),
  ]);
  return { ...sumParts(backend, sums), shape: filterShape };
}
