import {
  type CombineNode,
  type ForwardNode,
  type FunctionNode,
  isWeight,
  type JoinNode,
  type PoolNode,
  sizeOf,
  UnsupportedWork,
} from './ForwardNode';
import type { PackedWeights } from './PackedWeights';
import { computeWindow, emitCombine, emitPad, imageShape, NUMBER_WORK, type Planning } from './Planning';
import { type Buffer, ProgramLayout, type ProgramPlan, viewAs } from './ProgramLayout';
import { countReads } from './chainTo';
import { planConvolution, planDense, planSeparable } from './planConvolution';

const functions = { sigmoid: 0, tanh: 1, elu: 2, leakyRelu: 3, prelu: 4 };

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
  const layout = new ProgramLayout(shape, capacity);
  const buffers = new Map<ForwardNode, Buffer>();
  const compute = (node: ForwardNode): Buffer => {
    const known = buffers.get(node);
    if (known !== undefined) return known;
    const buffer = translate(node, planning);
    buffers.set(node, buffer);
    return buffer;
  };
  const planning: Planning = { weights, layout, capacity, reads: countReads(outputs), compute };
  return layout.finish(outputs.map(compute));
}

function translate(node: ForwardNode, planning: Planning): Buffer {
  switch (node.kind) {
    case 'input':
      return planning.layout.input;
    case 'convolution':
      return planConvolution(node, planning);
    case 'separable':
      return planSeparable(node, planning);
    case 'dense':
      return planDense(node, planning);
    case 'combine':
      return planCombine(node, planning);
    case 'pool':
      return planPool(node, planning);
    case 'reduce': {
      const x = planning.compute(node.x);
      const [height, width, channels] = imageShape(x);
      const output = planning.layout.createBuffer([channels]);
      const words = [x, height * width, channels, output, node.mode === 'mean' ? 1 : 0];
      return planning.layout.emit({
        kind: 'reduce',
        units: 1,
        words,
        work: sizeOf(x.shape) * NUMBER_WORK.combine,
        output,
      });
    }
    case 'function':
      return planFunction(node, planning);
    case 'softmax': {
      const x = planning.compute(node.x);
      const output = planning.layout.createBuffer(x.shape);
      return planning.layout.emit({
        kind: 'softmax',
        units: sizeOf(x.shape) / node.columns,
        words: [x, node.columns, output],
        work: sizeOf(x.shape) * NUMBER_WORK.exponential,
        output,
      });
    }
    case 'pad':
      return emitPad(planning, planning.compute(node.x), node);
    case 'join':
      return planJoin(node, planning);
    case 'reshape': {
      const x = planning.compute(node.x);
      // Only at the size of the example is the new shape known.
      if (sizeOf(x.shape) !== sizeOf(node.shape))
        throw new UnsupportedWork('A shape that depends on the size of the input');
      return viewAs(x, node.shape);
    }
  }
}

function planCombine({ x: source, factor, summand, low, high }: CombineNode, planning: Planning): Buffer {
  const x = planning.compute(source);
  const [factors, summands] = [factor, summand].map((operand) =>
    operand === undefined || isWeight(operand) ? operand : planning.compute(operand),
  );
  return emitCombine(planning, x, planning.layout.createBuffer(x.shape), factors, summands, low, high);
}

function planPool({ x: source, size, window, mode }: PoolNode, planning: Planning): Buffer {
  const x = planning.compute(source);
  const [height, width, channels] = imageShape(x);
  const [filterHeight, filterWidth] = typeof size === 'number' ? [size, size] : size;
  const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = computeWindow(
    x,
    [filterHeight, filterWidth, channels, 1],
    window,
    true,
  );
  const output = planning.layout.createBuffer([outHeight, outWidth, channels]);
  const words = [
    ...[x, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth],
    ...[padInfo.top, padInfo.left, mode === 'mean' ? 1 : 0, output],
  ];
  const work = sizeOf(output.shape) * filterHeight * filterWidth * NUMBER_WORK.combine;
  return planning.layout.emit({ kind: 'pool', units: outHeight, words, work, output });
}

function planFunction({ x: source, name, alpha, alphas }: FunctionNode, planning: Planning): Buffer {
  const x = planning.compute(source);
  const channels = x.shape.at(-1)!;
  const output = planning.layout.createBuffer(x.shape);
  const address = alphas === undefined ? 0 : planning.weights.plain(alphas);
  const words = [x, channels, functions[name], { float: alpha }, address, output];
  const size = sizeOf(x.shape);
  const work = size * NUMBER_WORK.exponential;
  return planning.layout.emit({ kind: 'function', units: size / channels, words, work, output });
}

function planJoin({ parts }: JoinNode, planning: Planning): Buffer {
  const sources = parts.map((part) => planning.compute(part));
  const shapes = sources.map((source) =>
    imageShape(source.shape.length === 1 ? viewAs(source, [1, 1, ...source.shape]) : source),
  );
  const [[height, width]] = shapes as [[number, number, number]];
  if (shapes.some((shape) => shape[0] !== height || shape[1] !== width)) {
    throw new UnsupportedWork('Images of different sizes');
  }
  const channels = shapes.reduce((sum, shape) => sum + shape[2], 0);
  const output = planning.layout.createBuffer(sources[0]!.shape.length === 1 ? [channels] : [height, width, channels]);
  let first = 0;
  sources.forEach((x, index) => {
    const words = [x, height, width, shapes[index]![2], output, height, width, channels, 0, 0, first, 0];
    planning.layout.emit({ kind: 'pad', units: height, words, work: sizeOf(x.shape) * NUMBER_WORK.copy, output });
    first += shapes[index]![2];
  });
  return output;
}
