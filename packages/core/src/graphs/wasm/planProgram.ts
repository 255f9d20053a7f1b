import * as tf from '@tensorflow/tfjs';
import {
  type CombineNode,
  type ConvolutionNode,
  type DenseNode,
  type Ending,
  type ForwardNode,
  type FunctionNode,
  isWeight,
  type JoinNode,
  type Operand,
  type PadNode,
  type PoolNode,
  type SeparableNode,
  sizeOf,
  unclamped,
  UnsupportedWork,
  type WindowAttributes,
} from './ForwardNode';
import { type PackedWeights, planesBytes } from './PackedWeights';
import { align } from './ProgramHeap';

/** Words of a record, as in kernels/wasm/assembly/program.as. */
const RECORD_WORDS = 32;

/** Kinds of operations, as in kernels/wasm/assembly/program.as. */
const kinds = { convolve: 0, tiles: 1, separable: 2, pool: 3, reduce: 4, combine: 5, function: 6, softmax: 7, pad: 8 };

/** The most work that a record can tell. */
const MOST_WORK = 2 ** 31 - 1;

/** Work of one number of the operations that are no products. */
const NUMBER_WORK = { combine: 2, copy: 1, exponential: 32 };

const functions = { sigmoid: 0, tanh: 1, elu: 2, leakyRelu: 3, prelu: 4 };

/** Pixels of a block, as in kernels/wasm/assembly/product.as. */
const BLOCK_ROWS = 64;

/** Bytes of the transformed tiles of a block, chosen so that a block and the filter fit the L2 cache together. */
const TILE_BYTES = 1 << 20;

/** Minimum tiles for which reading the transformed filter, four times as large, pays off. */
const MIN_TILES = 4;

/** A part of the plan's memory. */
interface Storage {
  readonly bytes: number;
  /** Index of the last operation that reads it. */
  lastRead: number;
  /** Offset in the memory of the plan, known when all operations are. */
  offset: number;
}

/** The numbers of a node. */
interface Buffer {
  readonly shape: readonly number[];
  readonly storage: Storage;
}

/** A word of an operation: a number, a float, or the address of a buffer. */
type Word = number | { readonly float: number } | Buffer;

interface Operation {
  readonly kind: keyof typeof kinds;
  /** Units of one image. */
  readonly units: number;
  readonly words: readonly Word[];
  /** Multiply-adds of one image, and as many for other work of their duration. Work of short duration is not divided among threads. */
  readonly work: number;
  /** Bytes of scratch memory. */
  readonly scratch: number;
  readonly output: Buffer;
}

/** The operations of a forward pass for one size of input, and the layout of its memory. */
export interface ProgramPlan {
  readonly count: number;
  /** Bytes of all buffers and the records. */
  readonly bytes: number;
  readonly scratchBytes: number;
  readonly input: { readonly offset: number; readonly length: number };
  readonly outputs: readonly { readonly offset: number; readonly length: number }[];
  /** Offset of the records. */
  readonly records: number;
  /** Writes records and zeros. @param base - address of the memory of the plan */
  write(base: number, words: Int32Array): void;
}

/**
 * Plans a forward pass.
 * @param shape - of one input, without the batch
 * @param capacity - most images of a batch
 * @throws UnsupportedWork
 */
export function planProgram(
  outputs: readonly ForwardNode[],
  weights: PackedWeights,
  shape: readonly number[],
  capacity: number,
): ProgramPlan {
  return new Planner(weights, shape, capacity).plan(outputs);
}

class Planner {
  readonly #weights: PackedWeights;
  readonly #capacity: number;
  readonly #operations: Operation[] = [];
  readonly #buffers = new Map<ForwardNode, Buffer>();
  readonly #input: Buffer;
  /** A row of zeros. */
  readonly #zeros: Buffer;
  #zeroLength = 0;

  constructor(weights: PackedWeights, shape: readonly number[], capacity: number) {
    this.#weights = weights;
    this.#capacity = capacity;
    this.#input = this.#createBuffer(shape);
    this.#zeros = { shape: [], storage: { bytes: 0, lastRead: Infinity, offset: 0 } };
  }

  plan(outputs: readonly ForwardNode[]): ProgramPlan {
    const results = outputs.map((node) => this.#compute(node));
    for (const { storage } of results) storage.lastRead = Infinity;
    const zeroBytes = align(this.#zeroLength * 4);
    const bytes = this.#place(zeroBytes);
    const operations = this.#operations;
    return {
      count: operations.length,
      bytes: bytes + operations.length * RECORD_WORDS * 4,
      scratchBytes: Math.max(0, ...operations.map(({ scratch }) => scratch)),
      input: { offset: this.#input.storage.offset, length: sizeOf(this.#input.shape) },
      outputs: results.map(({ storage, shape }) => ({ offset: storage.offset, length: sizeOf(shape) })),
      records: bytes,
      write: (base, words) => {
        words.fill(0, 0, zeroBytes / 4);
        const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
        operations.forEach(({ kind, units, words: list, work }, index) => {
          let at = bytes / 4 + index * RECORD_WORDS;
          for (const word of [kinds[kind], units, ...list]) {
            if (typeof word === 'number') words[at] = word;
            else if ('float' in word) floats[at] = word.float;
            else words[at] = base + word.storage.offset;
            at++;
          }
          words[bytes / 4 + (index + 1) * RECORD_WORDS - 1] = Math.min(MOST_WORK, work);
        });
      },
    };
  }

  /** Gives each buffer a place that no other uses while it is needed. @returns the end of the last one */
  #place(start: number): number {
    const live: Storage[] = [];
    let end = start;
    const put = (storage: Storage): void => {
      live.sort((a, b) => a.offset - b.offset);
      let offset = start;
      for (const other of live) {
        if (other.offset - offset >= storage.bytes) break;
        offset = Math.max(offset, other.offset + other.bytes);
      }
      storage.offset = offset;
      live.push(storage);
      end = Math.max(end, offset + storage.bytes);
    };
    put(this.#input.storage);
    this.#operations.forEach(({ output: { storage } }, index) => {
      // Buffers that this operation reads are still needed.
      for (let at = live.length - 1; at >= 0; at--) if (live[at]!.lastRead < index) live.splice(at, 1);
      // Several operations may write parts of one buffer.
      if (!live.includes(storage)) put(storage);
    });
    return end;
  }

  #createBuffer(shape: readonly number[]): Buffer {
    // Operations may read up to seven numbers past the end.
    return { shape, storage: { bytes: align(this.#capacity * sizeOf(shape) * 4 + 32), lastRead: -1, offset: 0 } };
  }

  #emit(operation: Omit<Operation, 'scratch'> & { readonly scratch?: number }): Buffer {
    const index = this.#operations.push({ scratch: 0, ...operation }) - 1;
    for (const word of operation.words) {
      if (typeof word === 'object' && 'storage' in word) word.storage.lastRead = Math.max(word.storage.lastRead, index);
    }
    return operation.output;
  }

  #compute(node: ForwardNode): Buffer {
    const known = this.#buffers.get(node);
    if (known !== undefined) return known;
    const buffer = this.#translate(node);
    this.#buffers.set(node, buffer);
    return buffer;
  }

  #translate(node: ForwardNode): Buffer {
    switch (node.kind) {
      case 'input':
        return this.#input;
      case 'convolution':
        return this.#convolve(node);
      case 'separable':
        return this.#convolveSeparable(node);
      case 'dense':
        return this.#multiplyDense(node);
      case 'combine':
        return this.#combine(node);
      case 'pool':
        return this.#pool(node);
      case 'reduce': {
        const x = this.#compute(node.x);
        const [height, width, channels] = imageShape(x);
        const output = this.#createBuffer([channels]);
        const words = [x, height * width, channels, output, node.mode === 'mean' ? 1 : 0];
        return this.#emit({ kind: 'reduce', units: 1, words, work: sizeOf(x.shape) * NUMBER_WORK.combine, output });
      }
      case 'function':
        return this.#applyFunction(node);
      case 'softmax': {
        const x = this.#compute(node.x);
        const output = this.#createBuffer(x.shape);
        return this.#emit({
          kind: 'softmax',
          units: sizeOf(x.shape) / node.columns,
          words: [x, node.columns, output],
          work: sizeOf(x.shape) * NUMBER_WORK.exponential,
          output,
        });
      }
      case 'pad':
        return this.#pad(this.#compute(node.x), node);
      case 'join':
        return this.#join(node);
      case 'reshape': {
        const x = this.#compute(node.x);
        // Only at the size of the example is the new shape known.
        if (sizeOf(x.shape) !== sizeOf(node.shape))
          throw new UnsupportedWork('A shape that depends on the size of the input');
        return viewAs(x, node.shape);
      }
    }
  }

  #convolve({ x: source, filter, window, ending }: ConvolutionNode): Buffer {
    const x = this.#compute(source);
    const [filterHeight, filterWidth, inputs, outputs] = filter.shape as [number, number, number, number];
    const [height, width, channels] = imageShape(x);
    if (channels !== inputs) throw new UnsupportedWork('A grouped convolution');
    const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(x, filter.shape, window);
    const tiles = Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
    const isSquare = filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1;
    const shape = [outHeight, outWidth, outputs];
    if (isSquare && inputs % 8 === 0 && outputs % 8 === 0 && tiles * this.#capacity >= MIN_TILES) {
      return this.#convolveTiles(x, { filter, ending }, shape, padInfo);
    }
    const { top, bottom, left, right } = padInfo;
    const isPadded = top + bottom + left + right > 0;
    const padded = isPadded ? this.#pad(x, { top, bottom, left, right, channels: 0 }) : x;
    const pixelBytes = inputs * 4;
    const rowBytes = (width + left + right) * pixelBytes;
    const output = this.#createBuffer(shape);
    return this.#emitProduct(
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

  #multiplyDense({ x: source, filter, ending, shape }: DenseNode): Buffer {
    const x = this.#compute(source);
    const [inputs] = filter.shape as [number, number];
    const rows = sizeOf(x.shape) / inputs;
    if (!Number.isInteger(rows)) throw new UnsupportedWork('A dense layer on another size of input');
    const output = this.#createBuffer(rows === 1 ? shape.slice(-1) : [rows, shape.at(-1)!]);
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
    return this.#emitProduct(x, sizes, { filter, ending }, output);
  }

  #emitProduct(
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
      ...[this.#weights.panels(filter), columns, output],
      ...this.#endingWords(ending),
    ];
    const scratch = 32 + BLOCK_ROWS * 4;
    const units = outHeight * outWidth;
    return this.#emit({ kind: 'convolve', units, words, work: units * segments * length * columns, scratch, output });
  }

  #endingWords({ bias, residual, low, high }: Ending): Word[] {
    const added = residual === undefined ? undefined : this.#compute(residual);
    return [
      bias === undefined ? 0 : this.#weights.plain(bias),
      added ?? 0,
      added?.shape.at(-1) ?? 0,
      { float: low },
      { float: high },
    ];
  }

  #convolveTiles(
    x: Buffer,
    { filter, ending }: Pick<ConvolutionNode, 'filter' | 'ending'>,
    shape: readonly number[],
    { top, left }: tf.backend_util.PadInfo,
  ): Buffer {
    const [height, width, inputs] = imageShape(x);
    const [outHeight, outWidth, outputs] = shape as [number, number, number];
    const { bias, residual, low, high } = ending;
    const units = Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
    const block = tilesPerBlock(inputs, outputs, units * this.#capacity);
    const output = this.#createBuffer(shape);
    const isLast = residual === undefined;
    const words = [
      ...[x, height, width, inputs, top, left, this.#weights.planes(filter), output, outHeight, outWidth, outputs],
      bias === undefined ? 0 : this.#weights.plain(bias),
      { float: isLast ? low : unclamped.low },
      { float: isLast ? high : unclamped.high },
      block,
    ];
    const scratch = 1024 + inputs * 4 + planesBytes(inputs, block) + planesBytes(outputs, block);
    // 36 products, and the transforms of inputs and outputs.
    const work = units * 36 * (inputs * outputs + 4 * (inputs + outputs));
    this.#emit({ kind: 'tiles', units, words, work, scratch, output });
    if (isLast) return output;
    const summand = this.#compute(residual);
    if (!tf.util.arraysEqual([...summand.shape], [...shape]))
      throw new UnsupportedWork('A residual with fewer channels');
    return this.#emitCombine(output, output, undefined, summand, low, high);
  }

  #convolveSeparable({ x: source, filter, window, ending, pointwise }: SeparableNode): Buffer {
    const x = this.#compute(source);
    const [filterHeight, filterWidth] = filter.shape as [number, number];
    const [height, width, channels] = imageShape(x);
    if (filter.shape[2] !== channels) throw new UnsupportedWork('A depthwise filter of other channels');
    const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(x, filter.shape, window, true);
    const outputs = pointwise?.filter.shape.at(-1) ?? channels;
    const output = this.#createBuffer([outHeight, outWidth, outputs]);
    this.#zeroLength = Math.max(this.#zeroLength, width * channels + 8);
    const words = [
      ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
      ...[padInfo.top, padInfo.left, this.#weights.plain(filter)],
      ending.bias === undefined ? 0 : this.#weights.plain(ending.bias),
      { float: ending.low },
      { float: ending.high },
      ...[this.#zeros, output],
      ...(pointwise === undefined ? [0, 0] : [this.#weights.panels(pointwise.filter), outputs]),
      ...(pointwise === undefined ? [] : this.#endingWords(pointwise.ending)),
    ];
    const scratch = 32 + BLOCK_ROWS * 4 + align(filterHeight * 4) + BLOCK_ROWS * channels * 4 + 32;
    const depth = filterHeight * filterWidth + (pointwise === undefined ? 0 : outputs);
    const work = outHeight * outWidth * channels * depth;
    return this.#emit({ kind: 'separable', units: outHeight, words, work, scratch, output });
  }

  #combine({ x: source, factor, summand, low, high }: CombineNode): Buffer {
    const x = this.#compute(source);
    const [factors, summands] = [factor, summand].map((operand) =>
      operand === undefined || isWeight(operand) ? operand : this.#compute(operand),
    );
    return this.#emitCombine(x, this.#createBuffer(x.shape), factors, summands, low, high);
  }

  #emitCombine(
    x: Buffer,
    output: Buffer,
    factor: Buffer | Exclude<Operand, ForwardNode> | undefined,
    summand: Buffer | Exclude<Operand, ForwardNode> | undefined,
    low: number,
    high: number,
  ): Buffer {
    const channels = x.shape.at(-1)!;
    const pixels = sizeOf(x.shape) / channels;
    const operandWords = (operand: typeof factor): Word[] => {
      if (operand === undefined) return [0, 0, 0];
      if ('read' in operand) return [this.#weights.plain(operand), 0, 0];
      if (sizeOf(operand.shape) === channels) return [operand, channels * 4, pixels === 1 ? channels * 4 : 0];
      if (sizeOf(operand.shape) !== sizeOf(x.shape)) throw new UnsupportedWork('Operands of different sizes');
      return [operand, pixels * channels * 4, channels * 4];
    };
    const words = [
      pixels,
      channels,
      x,
      ...operandWords(factor),
      ...operandWords(summand),
      output,
      0,
      { float: low },
      { float: high },
    ];
    const work = pixels * channels * NUMBER_WORK.combine;
    return this.#emit({ kind: 'combine', units: pixels, words, work, output });
  }

  #pool({ x: source, size, window, mode }: PoolNode): Buffer {
    const x = this.#compute(source);
    const [height, width, channels] = imageShape(x);
    const [filterHeight, filterWidth] = typeof size === 'number' ? [size, size] : size;
    const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(
      x,
      [filterHeight, filterWidth, channels, 1],
      window,
      true,
    );
    const output = this.#createBuffer([outHeight, outWidth, channels]);
    const words = [
      ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
      ...[padInfo.top, padInfo.left, mode === 'mean' ? 1 : 0, output],
    ];
    const work = sizeOf(output.shape) * filterHeight * filterWidth * NUMBER_WORK.combine;
    return this.#emit({ kind: 'pool', units: outHeight, words, work, output });
  }

  #applyFunction({ x: source, name, alpha, alphas }: FunctionNode): Buffer {
    const x = this.#compute(source);
    const channels = x.shape.at(-1)!;
    const output = this.#createBuffer(x.shape);
    const address = alphas === undefined ? 0 : this.#weights.plain(alphas);
    const words = [x, channels, functions[name], { float: alpha }, address, output];
    const size = sizeOf(x.shape);
    const work = size * NUMBER_WORK.exponential;
    return this.#emit({ kind: 'function', units: size / channels, words, work, output });
  }

  #pad(
    x: Buffer,
    { top, bottom, left, right, channels: added }: Pick<PadNode, 'top' | 'bottom' | 'left' | 'right' | 'channels'>,
  ): Buffer {
    const [height, width, channels] = imageShape(x);
    const shape = [height + top + bottom, width + left + right, channels + added] as const;
    const output = this.#createBuffer(shape);
    const words = [x, height, width, channels, output, ...shape, top, left, 0, 1];
    return this.#emit({ kind: 'pad', units: shape[0], words, work: sizeOf(shape) * NUMBER_WORK.copy, output });
  }

  #join({ parts }: JoinNode): Buffer {
    const sources = parts.map((part) => this.#compute(part));
    const shapes = sources.map((source) =>
      imageShape(source.shape.length === 1 ? viewAs(source, [1, 1, ...source.shape]) : source),
    );
    const [[height, width]] = shapes as [[number, number, number]];
    if (shapes.some((shape) => shape[0] !== height || shape[1] !== width)) {
      throw new UnsupportedWork('Images of different sizes');
    }
    const channels = shapes.reduce((sum, shape) => sum + shape[2], 0);
    const output = this.#createBuffer(sources[0]!.shape.length === 1 ? [channels] : [height, width, channels]);
    let first = 0;
    sources.forEach((x, index) => {
      const words = [x, height, width, shapes[index]![2], output, height, width, channels, 0, 0, first, 0];
      this.#emit({ kind: 'pad', units: height, words, work: sizeOf(x.shape) * NUMBER_WORK.copy, output });
      first += shapes[index]![2];
    });
    return output;
  }
}

/** The same numbers under another shape. */
const viewAs = ({ storage }: Buffer, shape: readonly number[]): Buffer => ({ shape, storage });

function imageShape({ shape }: Buffer): [height: number, width: number, channels: number] {
  if (shape.length !== 3) throw new UnsupportedWork(`An image of shape ${shape.join()}`);
  return shape as [number, number, number];
}

function computeWindow(
  x: Buffer,
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode }: WindowAttributes,
  depthwise = false,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    [1, ...imageShape(x)],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

function tilesPerBlock(inputs: number, outputs: number, tiles: number): number {
  const fitting = Math.floor(TILE_BYTES / (36 * 4 * (inputs + outputs)) / 4) * 4;
  return Math.min(128, tiles, Math.max(8, fitting));
}
