import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../captureKernels';
import { type Capture, CapturedTensors, isView } from './CapturedTensors';
import {
  type DenseNode,
  type Ending,
  type ForwardNode,
  openEnding,
  type SeparableNode,
  sizeOf,
  UnsupportedWork,
  type Weight,
  type WindowAttributes,
} from './ForwardNode';
import { clampNode, combineNode, type EndedNode, joinSummand, scaleNode, withEnding } from './foldNodes';

/** The operations of a forward pass. */
export interface ForwardGraph {
  readonly outputs: readonly ForwardNode[];
  /** The variables whose numbers are weights. The numbers of constants are copied. */
  readonly variables: readonly tf.Tensor[];
}

/**
 * Reads captured kernels as a graph of fewer operations: normalisation is folded into the weights before it; biases, residuals and
 * relus end the convolution before them; a pointwise convolution joins the depthwise one before it.
 * @param input - the images of the capture
 * @throws UnsupportedWork
 */
export function readNodes(capture: Capture, input: tf.Tensor, outputs: readonly tf.Tensor[]): ForwardGraph {
  return new NodeReader(capture, input, outputs).read();
}

class NodeReader {
  readonly #calls: readonly KernelCall[];
  readonly #outputs: readonly tf.Tensor[];
  readonly #tensors: CapturedTensors;

  constructor(capture: Capture, input: tf.Tensor, outputs: readonly tf.Tensor[]) {
    this.#calls = capture.calls;
    this.#outputs = outputs;
    this.#tensors = new CapturedTensors(capture, input, outputs);
  }

  read(): ForwardGraph {
    for (const call of this.#calls) this.#readCall(call);
    return { outputs: this.#outputs.map((tensor) => this.#tensors.node(tensor)), variables: this.#tensors.variables };
  }

  #readCall(call: KernelCall): void {
    const [output] = call.outputs as [tf.Tensor];
    if (call.outputs.length !== 1 || output.dtype !== 'float32') throw unsupported(call);
    if (isView(call)) this.#tensors.setView(output, call.inputs[0]![1]!);
    else this.#tensors.setNode(output, this.#translate(call, output));
  }

  #translate(call: KernelCall, output: tf.Tensor): ForwardNode {
    const { attributes } = call;
    const given = Object.fromEntries(call.inputs) as Record<string, tf.Tensor | undefined>;
    const shape = output.shape.slice(1);
    const x = given.x ?? given.a ?? given.logits;
    switch (call.name) {
      case 'Conv2D':
      case 'FusedConv2D':
        return this.#activate(call, this.#convolve(call, given, shape));
      case 'DepthwiseConv2dNative':
      case 'FusedDepthwiseConv2D':
        return this.#activate(call, this.#convolveDepthwise(call, given, shape));
      case 'BatchMatMul':
      case '_FusedMatMul':
        return this.#activate(call, this.#multiplyDense(call, given));
      case 'FusedBatchNorm':
        return this.#normalize(x!, given, attributes.varianceEpsilon as number, shape);
      case 'Add':
      case 'AddV2':
        return this.#add(call, given.a!, given.b!, shape);
      case 'Multiply':
        return this.#multiply(call, given.a!, given.b!, shape);
      case 'Relu':
        return this.#clamp(x!, 0, Infinity, shape);
      case 'Relu6':
        return this.#clamp(x!, 0, 6, shape);
      case 'ClipByValue':
        return this.#clamp(x!, attributes.clipValueMin as number, attributes.clipValueMax as number, shape);
      case 'Sigmoid':
      case 'Tanh':
      case 'Elu':
      case 'LeakyRelu':
      case 'Prelu':
        return this.#applyFunction(call, x!, given.alpha, shape);
      case 'MaxPool':
      case 'AvgPool': {
        const mode = call.name === 'MaxPool' ? 'max' : 'mean';
        const size = attributes.filterSize as [number, number] | number;
        return { kind: 'pool', x: this.#tensors.image(x!), size, window: readWindow(call), mode, shape };
      }
      case 'Mean':
      case 'Max':
        return this.#reduce(call, x!, shape);
      case 'Softmax': {
        const columns = x!.shape.at(-1)!;
        const node = this.#tensors.node(x!);
        if (attributes.dim !== x!.rank - 1 || sizeOf(node.shape) % columns !== 0) throw unsupported(call);
        return { kind: 'softmax', x: node, columns, shape: node.shape };
      }
      case 'PadV2':
        return this.#pad(call, x!, shape);
      case 'Concat':
        return this.#join(call, shape);
      default:
        throw unsupported(call);
    }
  }

  #convolve(call: KernelCall, given: Record<string, tf.Tensor | undefined>, shape: readonly number[]): EndedNode {
    refuseDilation(call);
    const filter = this.#tensors.weight(given.filter!);
    const [height, width, , outputs] = filter.shape as [number, number, number, number];
    const x = this.#tensors.image(given.x!);
    const ending: Ending = { ...openEnding, bias: this.#bias(call, given.bias, outputs) };
    const window = readWindow(call);
    const isPointwise = height === 1 && width === 1 && isPlain(window);
    if (isPointwise && x.kind === 'separable' && x.pointwise === undefined && this.#tensors.isReadOnce(given.x!)) {
      return { ...x, pointwise: { filter, ending }, shape };
    }
    return { kind: 'convolution', x, filter, window, ending, shape };
  }

  #convolveDepthwise(
    call: KernelCall,
    given: Record<string, tf.Tensor | undefined>,
    shape: readonly number[],
  ): SeparableNode {
    refuseDilation(call);
    const filter = this.#tensors.weight(given.filter!);
    if (filter.shape[3] !== 1) throw unsupported(call);
    const bias = this.#bias(call, given.bias, filter.shape[2]!);
    const x = this.#tensors.image(given.x!);
    const ending = { ...openEnding, bias };
    return { kind: 'separable', x, filter, window: readWindow(call), ending, pointwise: undefined, shape };
  }

  #multiplyDense(call: KernelCall, given: Record<string, tf.Tensor | undefined>): DenseNode {
    const { transposeA, transposeB } = call.attributes;
    const [inputs, outputs] = given.b!.shape.slice(-2) as [number, number];
    const x = this.#tensors.node(given.a!);
    const rows = sizeOf(x.shape) / inputs;
    if (transposeA === true || transposeB === true || sizeOf(given.b!.shape) !== inputs * outputs) {
      throw unsupported(call);
    }
    if (!Number.isInteger(rows)) throw unsupported(call);
    const filter = { ...this.#tensors.weight(given.b!), shape: [inputs, outputs] };
    const ending: Ending = { ...openEnding, bias: this.#bias(call, given.bias, outputs) };
    return { kind: 'dense', x, filter, ending, shape: rows === 1 ? [outputs] : [rows, outputs] };
  }

  #bias(call: KernelCall, bias: tf.Tensor | undefined, outputs: number): Weight | undefined {
    if (bias == undefined) return undefined;
    if (bias.size !== outputs) throw unsupported(call);
    return this.#tensors.weight(bias);
  }

  /** Adds the activation of a fused kernel. */
  #activate(call: KernelCall, node: EndedNode): ForwardNode {
    const { activation = 'linear', leakyreluAlpha } = call.attributes as Record<string, unknown>;
    const { shape } = node;
    switch (activation) {
      case 'linear':
        return node;
      case 'relu':
        return withEnding(node, { low: 0 });
      case 'relu6':
        return withEnding(node, { low: 0, high: 6 });
      case 'sigmoid':
      case 'elu':
        return { kind: 'function', x: node, name: activation, alpha: 1, alphas: undefined, shape };
      case 'leakyrelu':
        return {
          kind: 'function',
          x: node,
          name: 'leakyRelu',
          alpha: leakyreluAlpha as number,
          alphas: undefined,
          shape,
        };
      default:
        throw unsupported(call);
    }
  }

  #normalize(
    x: tf.Tensor,
    given: Record<string, tf.Tensor | undefined>,
    epsilon: number,
    shape: readonly number[],
  ): ForwardNode {
    const [mean, variance] = [this.#tensors.weight(given.mean!), this.#tensors.weight(given.variance!)];
    const [factors, offsets] = [given.scale, given.offset].map((tensor) =>
      tensor == undefined ? undefined : this.#tensors.weight(tensor),
    );
    const scale: Weight = {
      shape: mean.shape,
      read: () => {
        const [numbers, factor] = [variance.read(), factors?.read()];
        return numbers.map((number, channel) => (factor?.[channel] ?? 1) / Math.sqrt(number + epsilon));
      },
    };
    const shift: Weight = {
      shape: mean.shape,
      read: () => {
        const [means, scales, offset] = [mean.read(), scale.read(), offsets?.read()];
        return means.map((number, channel) => (offset?.[channel] ?? 0) - number * scales[channel]!);
      },
    };
    return this.#scale(x, scale, shift, shape);
  }

  /** x * scale + shift, per channel: in the weights of x where that is possible. */
  #scale(x: tf.Tensor, scale: Weight | undefined, shift: Weight | undefined, shape: readonly number[]): ForwardNode {
    const node = this.#tensors.node(x);
    const folded = this.#tensors.isReadOnce(x) ? scaleNode(node, scale, shift) : undefined;
    return folded ?? combineNode(node, { factor: scale, summand: shift, shape });
  }

  #add(call: KernelCall, a: tf.Tensor, b: tf.Tensor, shape: readonly number[]): ForwardNode {
    if (!this.#tensors.dependsOnInput(a)) return this.#add(call, b, a, shape);
    const node = this.#tensors.node(a);
    if (!this.#tensors.dependsOnInput(b)) return this.#scale(a, undefined, this.#channelWeight(call, b, node), shape);
    const other = this.#tensors.node(b);
    if (a.id === b.id || !tf.util.arraysEqual([...node.shape], [...other.shape])) throw unsupported(call);
    return this.#addTo(a, node, other) ?? this.#addTo(b, other, node) ?? combineNode(node, { summand: other, shape });
  }

  /** Adds within the operation that computes the node, if that is possible. */
  #addTo(tensor: tf.Tensor, node: ForwardNode, summand: ForwardNode): ForwardNode | undefined {
    return this.#tensors.isReadOnce(tensor) ? joinSummand(node, summand) : undefined;
  }

  #multiply(call: KernelCall, a: tf.Tensor, b: tf.Tensor, shape: readonly number[]): ForwardNode {
    if (!this.#tensors.dependsOnInput(a) || a.size < b.size) return this.#multiply(call, b, a, shape);
    const node = this.#tensors.node(a);
    if (!this.#tensors.dependsOnInput(b)) return this.#scale(a, this.#channelWeight(call, b, node), undefined, shape);
    const factor = this.#tensors.node(b);
    const isSame = tf.util.arraysEqual(a.shape, b.shape);
    const isGate = a.rank === 4 && tf.util.arraysEqual(b.shape, [this.#tensors.batch, 1, 1, a.shape[3]!]);
    if (!isSame && !isGate) throw unsupported(call);
    return combineNode(node, { factor, shape });
  }

  /** A weight with one number for all or for each channel, as one number for each channel. */
  #channelWeight(call: KernelCall, tensor: tf.Tensor, { shape }: ForwardNode): Weight {
    const channels = shape.at(-1)!;
    const weight = this.#tensors.weight(tensor);
    if (tensor.size !== 1 && (tensor.size !== channels || tensor.shape.at(-1) !== channels)) throw unsupported(call);
    return { shape: [channels], read: () => repeat(weight.read(), channels) };
  }

  #clamp(x: tf.Tensor, low: number, high: number, shape: readonly number[]): ForwardNode {
    const node = this.#tensors.node(x);
    const folded = this.#tensors.isReadOnce(x) ? clampNode(node, low, high) : undefined;
    return folded ?? combineNode(node, { low, high, shape });
  }

  #applyFunction(call: KernelCall, x: tf.Tensor, alpha: tf.Tensor | undefined, shape: readonly number[]): ForwardNode {
    const node = this.#tensors.node(x);
    const names = { Sigmoid: 'sigmoid', Tanh: 'tanh', Elu: 'elu', LeakyRelu: 'leakyRelu', Prelu: 'prelu' } as const;
    const name = names[call.name as keyof typeof names];
    const factor = name === 'leakyRelu' ? (call.attributes.alpha as number) : 1;
    if (name !== 'prelu') return { kind: 'function', x: node, name, alpha: factor, alphas: undefined, shape };
    const alphas = this.#channelWeight(call, alpha!, node);
    return { kind: 'function', x: node, name, alpha: factor, alphas, shape };
  }

  #reduce(call: KernelCall, x: tf.Tensor, shape: readonly number[]): ForwardNode {
    const axes = [call.attributes.axis ?? call.attributes.reductionIndices].flat() as number[];
    const sorted = axes.map((axis) => (axis < 0 ? axis + x.rank : axis)).sort((a, b) => a - b);
    if (x.rank !== 4 || !tf.util.arraysEqual(sorted, [1, 2])) throw unsupported(call);
    const node = this.#tensors.image(x);
    return { kind: 'reduce', x: node, mode: call.name === 'Mean' ? 'mean' : 'max', shape: [shape.at(-1)!] };
  }

  #pad(call: KernelCall, x: tf.Tensor, shape: readonly number[]): ForwardNode {
    const paddings = call.attributes.paddings as unknown as [number, number][];
    const { constantValue } = call.attributes;
    if (x.rank !== 4 || constantValue !== 0 || paddings[0]!.some((count) => count > 0) || paddings[3]![0] > 0) {
      throw unsupported(call);
    }
    const [, [top, bottom], [left, right], [, channels]] = paddings as [
      unknown,
      [number, number],
      [number, number],
      [number, number],
    ];
    return { kind: 'pad', x: this.#tensors.image(x), top, bottom, left, right, channels, shape };
  }

  #join(call: KernelCall, shape: readonly number[]): ForwardNode {
    const tensors = call.inputs.map(([, tensor]) => tensor!);
    const axis = call.attributes.axis as number;
    const { rank } = tensors[0]!;
    if (rank < 2 || (axis !== rank - 1 && axis !== -1)) throw unsupported(call);
    const parts = tensors.map((tensor) => (rank === 4 ? this.#tensors.image(tensor) : this.#vector(call, tensor)));
    return { kind: 'join', parts, shape };
  }

  #vector(call: KernelCall, tensor: tf.Tensor): ForwardNode {
    const node = this.#tensors.perImage(tensor);
    if (tensor.rank !== 2 || node === undefined) throw unsupported(call);
    return node;
  }
}

function repeat(numbers: Float32Array, length: number): Float32Array {
  return numbers.length === length ? numbers : new Float32Array(length).fill(numbers[0]!);
}

/** True if each pixel of the result comes from the same pixel of the input. */
function isPlain({ strides, pad }: WindowAttributes): boolean {
  return [strides].flat().every((stride) => stride === 1) && (typeof pad === 'string' || pad === 0);
}

function readWindow({ attributes }: KernelCall): WindowAttributes {
  const {
    strides,
    pad,
    dimRoundingMode,
    dataFormat = 'NHWC',
  } = attributes as unknown as WindowAttributes & {
    readonly dataFormat?: string;
  };
  if (dataFormat !== 'NHWC') throw new UnsupportedWork(`Tensors of format ${dataFormat}`);
  return { strides, pad, dimRoundingMode };
}

function refuseDilation({ attributes }: KernelCall): void {
  if ([attributes.dilations ?? 1].flat().some((dilation) => dilation !== 1))
    throw new UnsupportedWork('A dilated filter');
}

const unsupported = ({ name }: KernelCall): UnsupportedWork => new UnsupportedWork(`A kernel ${name} of this form`);
