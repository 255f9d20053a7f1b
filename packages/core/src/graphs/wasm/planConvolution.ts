import * as tf from '@tensorflow/tfjs';
import {
  type ConvolutionNode,
  type DenseNode,
  type Ending,
  type SeparableNode,
  sizeOf,
  unclamped,
  UnsupportedWork,
} from './ForwardNode';
import { planesBytes } from './PackedWeights';
import { computeWindow, emitCombine, emitPad, imageShape, type Planning } from './Planning';
import { align } from './ProgramHeap';
import type { Buffer, Word } from './ProgramLayout';
import { chainTo, ringBytes } from './chainTo';

/** Pixels of a block, as in kernels/wasm/assembly/product.as. */
const BLOCK_ROWS = 64;

/** Bytes of the transformed tiles of a block, chosen so that a block and the filter fit the L2 cache together. */
const TILE_BYTES = 1 << 20;

/** Minimum tiles for which reading the transformed filter, four times as large, pays off. */
const MIN_TILES = 4;

/** Plans a convolution: by transformed tiles where its filter is 3 x 3 and that pays off, else as a product. @throws UnsupportedWork */
export function planConvolution({ x: source, filter, window, ending }: ConvolutionNode, planning: Planning): Buffer {
  const x = planning.compute(source);
  const [filterHeight, filterWidth, inputs, outputs] = filter.shape as [number, number, number, number];
  const [height, width, channels] = imageShape(x);
  if (channels !== inputs) throw new UnsupportedWork('A grouped convolution');
  const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(x, filter.shape, window);
  const tiles = Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const isSquare = filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1;
  const shape = [outHeight, outWidth, outputs];
  if (isSquare && inputs % 8 === 0 && outputs % 8 === 0 && tiles * planning.capacity >= MIN_TILES) {
    return emitTiles(planning, x, { filter, ending }, shape, padInfo);
  }
  const { top, bottom, left, right } = padInfo;
  const isPadded = top + bottom + left + right > 0;
  const padded = isPadded ? emitPad(planning, x, { top, bottom, left, right, channels: 0 }) : x;
  const pixelBytes = inputs * 4;
  const rowBytes = (width + left + right) * pixelBytes;
  const output = planning.layout.createBuffer(shape);
  return emitProduct(
    planning,
    padded,
    {
      imageBytes: (height + top + bottom) * rowBytes,
      rowBytes: rowBytes * strideHeight,
      pixelBytes: pixelBytes * strideWidth,
      outHeight,
      outWidth,
      segments: filterHeight,
      segmentBytes: rowBytes,
      length: filterWidth * inputs,
    },
    { filter, ending },
    output,
  );
}

/** Plans a dense layer, as a product. @throws UnsupportedWork */
export function planDense({ x: source, filter, ending, shape }: DenseNode, planning: Planning): Buffer {
  const x = planning.compute(source);
  const [inputs] = filter.shape as [number, number];
  const rows = sizeOf(x.shape) / inputs;
  if (!Number.isInteger(rows)) throw new UnsupportedWork('A dense layer on another size of input');
  const output = planning.layout.createBuffer(rows === 1 ? shape.slice(-1) : [rows, shape.at(-1)!]);
  const sizes = {
    imageBytes: rows * inputs * 4,
    rowBytes: 0,
    pixelBytes: inputs * 4,
    outHeight: 1,
    outWidth: rows,
    segments: 1,
    segmentBytes: 0,
    length: inputs,
  };
  return emitProduct(planning, x, sizes, { filter, ending }, output);
}

/** Plans a separable convolution, and with it those before it that run in a chain with it. @throws UnsupportedWork */
export function planSeparable(node: SeparableNode, planning: Planning): Buffer {
  const members = chainTo(node, planning.reads, (source) => planning.compute(source).shape);
  const x = planning.compute(members[0].x);
  const [filterHeight, filterWidth] = node.filter.shape as [number, number];
  const channels = imageShape(x)[2];
  const { outHeight, outWidth } = computeWindow(x, node.filter.shape, node.window, true);
  const outputs = node.pointwise?.filter.shape.at(-1) ?? channels;
  const output = planning.layout.createBuffer([outHeight, outWidth, outputs]);
  const depth = filterHeight * filterWidth + (node.pointwise === undefined ? 0 : outputs);
  const work = outHeight * outWidth * channels * depth;
  const scratch = 32 + BLOCK_ROWS * 4 + align(filterHeight * 4) + BLOCK_ROWS * channels * 4 + 32;
  const emit = (member: SeparableNode, units: number): Buffer => {
    const words = separableWords(planning, member, x, output);
    return planning.layout.emit({ kind: 'separable', units, words, work: units === 0 ? 0 : work, scratch, output });
  };
  if (members.length === 1) return emit(node, outHeight);
  planning.layout.emit({
    kind: 'chain',
    units: outHeight,
    words: [members.length],
    work: work * members.length,
    scratch: scratch + (members.length - 1) * ringBytes(output.shape),
    output,
  });
  // The chain reads the records of its members, which have no units of their own.
  for (const member of members) emit(member, 0);
  return output;
}

function emitProduct(
  planning: Planning,
  x: Buffer,
  sizes: Readonly<
    Record<
      'imageBytes' | 'rowBytes' | 'pixelBytes' | 'outHeight' | 'outWidth' | 'segments' | 'segmentBytes' | 'length',
      number
    >
  >,
  { filter, ending }: Pick<ConvolutionNode, 'filter' | 'ending'>,
  output: Buffer,
): Buffer {
  const { imageBytes, rowBytes, pixelBytes, outHeight, outWidth, segments, segmentBytes, length } = sizes;
  const columns = filter.shape.at(-1)!;
  const words = [
    ...[x, imageBytes, rowBytes, pixelBytes, outHeight, outWidth, segments, segmentBytes, length],
    ...[planning.weights.panels(filter), columns, output],
    ...endingWords(planning, ending),
  ];
  const scratch = 32 + BLOCK_ROWS * 4;
  const units = outHeight * outWidth;
  return planning.layout.emit({
    kind: 'convolve',
    units,
    words,
    work: units * segments * length * columns,
    scratch,
    output,
  });
}

/** @param known - the residual, if it has no buffer of its own */
function endingWords(planning: Planning, { bias, residual, low, high }: Ending, known?: Buffer): Word[] {
  const added = known ?? (residual === undefined ? undefined : planning.compute(residual));
  return [
    bias === undefined ? 0 : planning.weights.plain(bias),
    added ?? 0,
    added?.shape.at(-1) ?? 0,
    { float: low },
    { float: high },
  ];
}

function emitTiles(
  planning: Planning,
  x: Buffer,
  { filter, ending }: Pick<ConvolutionNode, 'filter' | 'ending'>,
  shape: readonly number[],
  { top, left }: tf.backend_util.PadInfo,
): Buffer {
  const [height, width, inputs] = imageShape(x);
  const [outHeight, outWidth, outputs] = shape as [number, number, number];
  const { bias, residual, low, high } = ending;
  const units = Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const block = tilesPerBlock(inputs, outputs, units * planning.capacity);
  const output = planning.layout.createBuffer(shape);
  const isLast = residual === undefined;
  const words = [
    ...[x, height, width, inputs, top, left, planning.weights.planes(filter), output, outHeight, outWidth, outputs],
    bias === undefined ? 0 : planning.weights.plain(bias),
    { float: isLast ? low : unclamped.low },
    { float: isLast ? high : unclamped.high },
    block,
  ];
  const scratch = 1024 + inputs * 4 + planesBytes(inputs, block) + planesBytes(outputs, block);
  // 36 products, and the transforms of inputs and outputs.
  const work = units * 36 * (inputs * outputs + 4 * (inputs + outputs));
  planning.layout.emit({ kind: 'tiles', units, words, work, scratch, output });
  if (isLast) return output;
  const summand = planning.compute(residual);
  if (!tf.util.arraysEqual([...summand.shape], [...shape])) throw new UnsupportedWork('A residual with fewer channels');
  return emitCombine(planning, output, output, undefined, summand, low, high);
}

/** @param x - of the first member, if the node is one of a chain */
function separableWords(planning: Planning, node: SeparableNode, x: Buffer, output: Buffer): readonly Word[] {
  const { filter, window, ending, pointwise } = node;
  const [filterHeight, filterWidth] = filter.shape as [number, number];
  const [height, width, channels] = imageShape(x);
  if (filter.shape[2] !== channels) throw new UnsupportedWork('A depthwise filter of other channels');
  const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(x, filter.shape, window, true);
  const residual = pointwise?.ending.residual === node.x ? x : undefined;
  return [
    ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
    ...[padInfo.top, padInfo.left, planning.weights.plain(filter)],
    ending.bias === undefined ? 0 : planning.weights.plain(ending.bias),
    { float: ending.low },
    { float: ending.high },
    ...[planning.layout.zeros(width * channels + 8), output],
    ...(pointwise === undefined ? [0, 0] : [planning.weights.panels(pointwise.filter), pointwise.filter.shape.at(-1)!]),
    ...(pointwise === undefined ? [] : endingWords(planning, pointwise.ending, residual)),
  ];
}

function tilesPerBlock(inputs: number, outputs: number, tiles: number): number {
  const fitting = Math.floor(TILE_BYTES / (36 * 4 * (inputs + outputs)) / 4) * 4;
  return Math.min(128, tiles, Math.max(8, fitting));
}
