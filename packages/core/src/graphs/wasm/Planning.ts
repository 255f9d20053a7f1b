import * as tf from '@tensorflow/tfjs';
import {
  type ForwardNode,
  type Operand,
  type PadNode,
  sizeOf,
  UnsupportedWork,
  type WindowAttributes,
} from './ForwardNode';
import type { PackedWeights } from './PackedWeights';
import type { Buffer, ProgramLayout, Word } from './ProgramLayout';

/** The plan of a forward pass in the making, to which each operation adds itself. */
export interface Planning {
  readonly weights: PackedWeights;
  readonly layout: ProgramLayout;
  /** Most images of a batch. */
  readonly capacity: number;
  /** How many operands of other nodes, or outputs, a node is. */
  readonly reads: ReadonlyMap<ForwardNode, number>;
  /** Plans a node unless it is planned. @returns its numbers */
  readonly compute: (node: ForwardNode) => Buffer;
}

/** Work of one number of the operations that are no products. */
export const NUMBER_WORK = { combine: 2, copy: 1, exponential: 32 };

/** Multiplies and adds numbers to those of a buffer, and clamps them. */
export function emitCombine(
  { weights, layout }: Planning,
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
    if ('read' in operand) return [weights.plain(operand), 0, 0];
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
  return layout.emit({ kind: 'combine', units: pixels, words, work, output });
}

/** Copies an image into a larger one of zeros. */
export function emitPad(
  { layout }: Planning,
  x: Buffer,
  { top, bottom, left, right, channels: added }: Pick<PadNode, 'top' | 'bottom' | 'left' | 'right' | 'channels'>,
): Buffer {
  const [height, width, channels] = imageShape(x);
  const shape = [height + top + bottom, width + left + right, channels + added] as const;
  const output = layout.createBuffer(shape);
  const words = [x, height, width, channels, output, ...shape, top, left, 0, 1];
  return layout.emit({ kind: 'pad', units: shape[0], words, work: sizeOf(shape) * NUMBER_WORK.copy, output });
}

/** @throws UnsupportedWork for numbers that are no image */
export function imageShape({ shape }: Buffer): [height: number, width: number, channels: number] {
  if (shape.length !== 3) throw new UnsupportedWork(`An image of shape ${shape.join()}`);
  return shape as [number, number, number];
}

/** Size and padding of the windows of a convolution or pooling over an image. */
export function computeWindow(
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
