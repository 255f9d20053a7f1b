import type * as tf from '@tensorflow/tfjs';
import type { SimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';

/** Bytes of transformed tiles worked on at a time; with the filter they share the L2 cache. */
const BLOCK_BYTES = 1 << 20;
/** The same for the gradient of a filter: each block adds to all of it, so fewer and larger ones pay. */
const GRADIENT_BLOCK_BYTES = 1 << 21;
/** Below this many tiles, transforming the filter costs more than it saves. */
const FEWEST_TILES = 8;

/** Whether Winograd's tiles can and should do this convolution: 3x3, stride 1, channels in eights. */
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
    shape.batchSize * Math.ceil(shape.outHeight / 4) * Math.ceil(shape.outWidth / 4) >= FEWEST_TILES
  );
}

/** A convolution as tiles see it; for a gradient by the input, dy is what comes in. */
export interface TiledConvolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  /** Rows of zeros above the image; negative where rows are cut off. */
  readonly top: number;
  readonly left: number;
}

interface Filling {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly y: tf.TensorInfo;
  /** Turn the filter by 180 degrees and swap its channels. */
  readonly turned: boolean;
  readonly bias?: tf.TensorInfo;
  readonly relu?: boolean;
}

/** Fills y with the convolution of x by the filter. */
export function convolveTiled(
  backend: WasmBackend,
  kernels: SimdKernels,
  size: TiledConvolution,
  { x, filter, y, turned, bias, relu = false }: Filling,
): void {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, top, left } = size;
  const block = chooseBlock(inputs, outputs, BLOCK_BYTES);
  const filterBytes = planesBytes(inputs, outputs);
  withWorkspace(backend, filterBytes + workBytes(inputs, outputs, block), (planes) => {
    const work = planes + filterBytes;
    const start = addressOf(backend, filter);
    const channels = inputs * outputs * 4;
    if (turned) {
      // Stored [3][3][outputs of y][inputs]: read from the last position back.
      kernels.transformFilter(
        start + 8 * channels,
        -3 * channels,
        -channels,
        4,
        inputs * 4,
        inputs,
        outputs,
        planes,
        work,
      );
    } else {
      kernels.transformFilter(start, 3 * channels, channels, outputs * 4, 4, inputs, outputs, planes, work);
    }
    kernels.convolveTiles(
      addressOf(backend, x),
      batch,
      height,
      width,
      inputs,
      top,
      left,
      planes,
      addressOf(backend, y),
      outHeight,
      outWidth,
      outputs,
      bias === undefined ? 0 : addressOf(backend, bias),
      relu ? 0 : -Infinity,
      block,
      work,
    );
  });
}

/** Fills the gradient [3, 3, inputs, outputs] of the filter. */
export function convolveTiledBackward(
  backend: WasmBackend,
  kernels: SimdKernels,
  size: TiledConvolution,
  { x, dy, gradient }: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo; readonly gradient: tf.TensorInfo },
): void {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, top, left } = size;
  const block = chooseBlock(inputs, outputs, GRADIENT_BLOCK_BYTES);
  const sumBytes = planesBytes(inputs, outputs);
  withWorkspace(backend, sumBytes + workBytes(inputs, outputs, block), (sums) => {
    kernels.convolveTilesBackward(
      addressOf(backend, x),
      batch,
      height,
      width,
      inputs,
      top,
      left,
      addressOf(backend, dy),
      outHeight,
      outWidth,
      outputs,
      addressOf(backend, gradient),
      sums,
      block,
      sums + sumBytes,
    );
  });
}

function chooseBlock(inputs: number, outputs: number, bytes: number): number {
  const tiles = Math.floor(bytes / (36 * 4 * (inputs + outputs)) / 4) * 4;
  return Math.min(128, Math.max(8, tiles));
}

/** Scratch, zeros and both sets of planes. */
function workBytes(inputs: number, outputs: number, block: number): number {
  return 1024 + Math.max(inputs, outputs) * 4 + planesBytes(inputs, block) + planesBytes(outputs, block);
}

/** 36 planes, each with the cache line that sets it apart from the next. */
function planesBytes(rows: number, columns: number): number {
  return 36 * (rows * columns * 4 + 64);
}
