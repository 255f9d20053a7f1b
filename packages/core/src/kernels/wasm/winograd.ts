import type * as tf from '@tensorflow/tfjs';
import { addressOf, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import type { SimdKernels } from './SimdKernels.generated';

/** Bytes of the transformed tiles of a block, chosen so that a block and the filter fit the L2 cache together. */
const BLOCK_BYTES = 1 << 20;
/** The same for a filter gradient. Each block updates the whole gradient, so fewer and larger blocks are faster. */
const GRADIENT_BLOCK_BYTES = 1 << 21;
/** Minimum tiles for which transforming the filter pays off. */
const MIN_TILES = 8;

/** True if Winograd's tiles can do a convolution and pay off: 3x3, stride 1, channels in multiples of eight. */
export function suitsTiles(shape: tf.backend_util.Conv2DInfo): boolean {
  return (
    shape.filterHeight === 3 &&
    shape.filterWidth === 3 &&
    shape.strideHeight === 1 &&
    shape.strideWidth === 1 &&
    shape.dilationHeight === 1 &&
    shape.dilationWidth === 1 &&
    shape.inChannels % 8 === 0 &&
    shape.outChannels % 8 === 0 &&
    shape.batchSize * Math.ceil(shape.outHeight / 4) * Math.ceil(shape.outWidth / 4) >= MIN_TILES
  );
}

/** The sizes of a 3x3 convolution of stride 1. */
export interface TiledConvolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  /** Rows of zeros above the image; negative numbers crop it. */
  readonly top: number;
  /** Columns of zeros to the left of the image; negative numbers crop it. */
  readonly left: number;
}

interface ConvolutionTensors {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly y: tf.TensorInfo;
  /** Rotate the filter by 180 degrees and swap its channel axes, as for an input gradient. */
  readonly rotated: boolean;
  readonly bias?: tf.TensorInfo;
  /** @default false */
  readonly relu?: boolean;
}

/** Fills y with the convolution of x with the filter. */
export function convolveTiled(
  backend: WasmBackend,
  kernels: SimdKernels,
  size: TiledConvolution,
  { x, filter, y, rotated, bias, relu = false }: ConvolutionTensors,
): void {
  const { inputs, outputs } = size;
  const block = tilesPerBlock(inputs, outputs, BLOCK_BYTES);
  const filterBytes = planesBytes(inputs, outputs);
  withWorkspace(backend, filterBytes + workBytes(inputs, outputs, block), (planes) => {
    const work = planes + filterBytes;
    const positionBytes = inputs * outputs * 4;
    // A rotated filter is stored as [3][3][outputs][inputs] and read from its last position backwards.
    const [first, step] = rotated ? [8 * positionBytes, -positionBytes] : [0, positionBytes];
    kernels.transformFilter({
      filter: addressOf(backend, filter) + first,
      rowStride: 3 * step,
      columnStride: step,
      inputStride: rotated ? 4 : outputs * 4,
      outputStride: rotated ? inputs * 4 : 4,
      inputs,
      outputs,
      planes,
      scratch: work,
    });
    kernels.convolveTiles({
      x: addressOf(backend, x),
      filter: planes,
      y: addressOf(backend, y),
      bias: bias === undefined ? 0 : addressOf(backend, bias),
      floor: relu ? 0 : -Infinity,
      block,
      work,
      ...size,
    });
  });
}

/** Fills the filter gradient [3, 3, inputs, outputs]. */
export function convolveTiledBackward(
  backend: WasmBackend,
  kernels: SimdKernels,
  size: TiledConvolution,
  { x, dy, gradient }: Readonly<Record<'x' | 'dy' | 'gradient', tf.TensorInfo>>,
): void {
  const { inputs, outputs } = size;
  const block = tilesPerBlock(inputs, outputs, GRADIENT_BLOCK_BYTES);
  const sumBytes = planesBytes(inputs, outputs);
  withWorkspace(backend, sumBytes + workBytes(inputs, outputs, block), (sums) => {
    kernels.convolveTilesBackward({
      x: addressOf(backend, x),
      dy: addressOf(backend, dy),
      gradient: addressOf(backend, gradient),
      sums,
      block,
      work: sums + sumBytes,
      ...size,
    });
  });
}

function tilesPerBlock(inputs: number, outputs: number, bytes: number): number {
  const tiles = Math.floor(bytes / (36 * 4 * (inputs + outputs)) / 4) * 4;
  return Math.min(128, Math.max(8, tiles));
}

/** Scratch, a pixel of zeros and both sets of planes. */
function workBytes(inputs: number, outputs: number, block: number): number {
  return 1024 + Math.max(inputs, outputs) * 4 + planesBytes(inputs, block) + planesBytes(outputs, block);
}

/** 36 planes, each followed by the cache line that pads it; see `planeBytes` in assembly/winograd.as. */
function planesBytes(rows: number, columns: number): number {
  return 36 * (rows * columns * 4 + 64);
}
