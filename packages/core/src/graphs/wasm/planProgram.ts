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
import { chainTo, countReads, ringBytes } from './chainTo';
import { type PackedWeights, planesBytes } from './PackedWeights';
import { align } from './ProgramHeap';
import { type Buffer, ProgramLayout, type ProgramPlan, viewAs, type Word } from './ProgramLayout';

/** Work of one number of the operations that are no products. */
const NUMBER_WORK = { combine: 2, copy: 1, exponential: 32 };

const functions = { sigmoid: 0, tanh: 1, elu: 2, leakyRelu: 3, prelu: 4 };

/** Pixels of a block, as in kernels/wasm/assembly/product.as. */
const BLOCK_ROWS = 64;

/** Bytes of the transformed tiles of a block, chosen so that a block and the filter fit the L2 cache together. */
const TILE_BYTES = 1 << 20;

/** Minimum tiles for which reading the transformed filter, four times as large, pays off. */
const MIN_TILES = 4;

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
  readonly #layout: ProgramLayout;
  readonly #buffers = new Map<ForwardNode, Buffer>();
  /** How many operands of other nodes a node is. */
  #reads: ReadonlyMap<ForwardNode, number> = new Map();

  constructor(weights: PackedWeights, shape: readonly number[], capacity: number) {
    this.#weights = weights;
    this.#capacity = capacity;
    this.#layout = new ProgramLayout(shape, capacity);
  }

  plan(outputs: readonly ForwardNode[]): ProgramPlan {
    this.#reads = countReads(outputs);
    return this.#layout.finish(outputs.map((node) => this.#compute(node)));
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
        return this.#layout.input;
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
        const output = this.#layout.createBuffer([channels]);
        const words = [x, height * width, channels, output, node.mode === 'mean' ? 1 : 0];
        return this.#layout.emit({
          kind: 'reduce',
          units: 1,
          words,
          work: sizeOf(x.shape) * NUMBER_WORK.combine,
          output,
        });
      }
      case 'function':
        return this.#applyFunction(node);
      case 'softmax': {
        const x = this.#compute(node.x);
        const output = this.#layout.createBuffer(x.shape);
        return this.#layout.emit({
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
    const output = this.#layout.createBuffer(shape);
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
    const output = this.#layout.createBuffer(rows === 1 ? shape.slice(-1) : [rows, shape.at(-1)!]);
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
    return this.#layout.emit({
      kind: 'convolve',
      units,
      words,
      work: units * segments * length * columns,
      scratch,
      output,
    });
  }

  /** @param known - the residual, if it has no buffer of its own */
  #endingWords({ bias, residual, low, high }: Ending, known?: Buffer): Word[] {
    const added = known ?? (residual === undefined ? undefined : this.#compute(residual));
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
    const output = this.#layout.createBuffer(shape);
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
    this.#layout.emit({ kind: 'tiles', units, words, work, scratch, output });
    if (isLast) return output;
    const summand = this.#compute(residual);
    if (!tf.util.arraysEqual([...summand.shape], [...shape]))
      throw new UnsupportedWork('A residual with fewer channels');
    return this.#emitCombine(output, output, undefined, summand, low, high);
  }

  #convolveSeparable(node: SeparableNode): Buffer {
    const members = chainTo(node, this.#reads, (source) => this.#compute(source).shape);
    const x = this.#compute(members[0].x);
    const [filterHeight, filterWidth] = node.filter.shape as [number, number];
    const channels = imageShape(x)[2];
    const { outHeight, outWidth } = computeWindow(x, node.filter.shape, node.window, true);
    const outputs = node.pointwise?.filter.shape.at(-1) ?? channels;
    const output = this.#layout.createBuffer([outHeight, outWidth, outputs]);
    const depth = filterHeight * filterWidth + (node.pointwise === undefined ? 0 : outputs);
    const work = outHeight * outWidth * channels * depth;
    const scratch = 32 + BLOCK_ROWS * 4 + align(filterHeight * 4) + BLOCK_ROWS * channels * 4 + 32;
    const emit = (member: SeparableNode, units: number): Buffer => {
      const words = this.#separableWords(member, x, output);
      return this.#layout.emit({ kind: 'separable', units, words, work: units === 0 ? 0 : work, scratch, output });
    };
    if (members.length === 1) return emit(node, outHeight);
    this.#layout.emit({
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

  /** @param x - of the first member, if the node is one of a chain */
  #separableWords(node: SeparableNode, x: Buffer, output: Buffer): readonly Word[] {
    const { filter, window, ending, pointwise } = node;
    const [filterHeight, filterWidth] = filter.shape as [number, number];
    const [height, width, channels] = imageShape(x);
    if (filter.shape[2] !== channels) throw new UnsupportedWork('A depthwise filter of other channels');
    const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(x, filter.shape, window, true);
    const residual = pointwise?.ending.residual === node.x ? x : undefined;
    return [
      ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
      ...[padInfo.top, padInfo.left, this.#weights.plain(filter)],
      ending.bias === undefined ? 0 : this.#weights.plain(ending.bias),
      { float: ending.low },
      { float: ending.high },
      ...[this.#layout.zeros(width * channels + 8), output],
      ...(pointwise === undefined ? [0, 0] : [this.#weights.panels(pointwise.filter), pointwise.filter.shape.at(-1)!]),
      ...(pointwise === undefined ? [] : this.#endingWords(pointwise.ending, residual)),
    ];
  }

  #combine({ x: source, factor, summand, low, high }: CombineNode): Buffer {
    const x = this.#compute(source);
    const [factors, summands] = [factor, summand].map((operand) =>
      operand === undefined || isWeight(operand) ? operand : this.#compute(operand),
    );
    return this.#emitCombine(x, this.#layout.createBuffer(x.shape), factors, summands, low, high);
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
    return this.#layout.emit({ kind: 'combine', units: pixels, words, work, output });
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
    const output = this.#layout.createBuffer([outHeight, outWidth, channels]);
    const words = [
      ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
      ...[padInfo.top, padInfo.left, mode === 'mean' ? 1 : 0, output],
    ];
    const work = sizeOf(output.shape) * filterHeight * filterWidth * NUMBER_WORK.combine;
    return this.#layout.emit({ kind: 'pool', units: outHeight, words, work, output });
  }

  #applyFunction({ x: source, name, alpha, alphas }: FunctionNode): Buffer {
    const x = this.#compute(source);
    const channels = x.shape.at(-1)!;
    const output = this.#layout.createBuffer(x.shape);
    const address = alphas === undefined ? 0 : this.#weights.plain(alphas);
    const words = [x, channels, functions[name], { float: alpha }, address, output];
    const size = sizeOf(x.shape);
    const work = size * NUMBER_WORK.exponential;
    return this.#layout.emit({ kind: 'function', units: size / channels, words, work, output });
  }

  #pad(
    x: Buffer,
    { top, bottom, left, right, channels: added }: Pick<PadNode, 'top' | 'bottom' | 'left' | 'right' | 'channels'>,
  ): Buffer {
    const [height, width, channels] = imageShape(x);
    const shape = [height + top + bottom, width + left + right, channels + added] as const;
    const output = this.#layout.createBuffer(shape);
    const words = [x, height, width, channels, output, ...shape, top, left, 0, 1];
    return this.#layout.emit({ kind: 'pad', units: shape[0], words, work: sizeOf(shape) * NUMBER_WORK.copy, output });
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
    const output = this.#layout.createBuffer(sources[0]!.shape.length === 1 ? [channels] : [height, width, channels]);
    let first = 0;
    sources.forEach((x, index) => {
      const words = [x, height, width, shapes[index]![2], output, height, width, channels, 0, 0, first, 0];
      this.#layout.emit({ kind: 'pad', units: height, words, work: sizeOf(x.shape) * NUMBER_WORK.copy, output });
      first += shapes[index]![2];
    });
    return output;
  }
}

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
