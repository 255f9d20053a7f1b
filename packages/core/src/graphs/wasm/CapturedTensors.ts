import * as tf from '@tensorflow/tfjs';
import type { KernelCall, KernelCapture } from '../captureKernels';
import { currentWasmBackend, viewFloats } from '../../tfjs/WasmBackend';
import { type ForwardNode, UnsupportedWork, type Weight } from './ForwardNode';

/** The kernels of a forward pass. */
export type Capture = Pick<KernelCapture<unknown>, 'calls' | 'constants'>;

/** True for a kernel that gives the same numbers under another shape. */
export const isView = ({ name }: KernelCall): boolean => name === 'Identity' || name === 'Reshape';

/** The tensors of captured kernels: those that depend on the images, with the operations that compute them, and the weights. */
export class CapturedTensors {
  /** Images of the capture. */
  readonly batch: number;
  readonly #calls: readonly KernelCall[];
  readonly #constants: Capture['constants'];
  /** Operations by the ids of the tensors that depend on the input. */
  readonly #nodes = new Map<number, ForwardNode>();
  /** Weights by the ids of their tensors, also of reshaped ones. */
  readonly #weights = new Map<number, Weight>();
  readonly #variables: tf.Tensor[] = [];
  readonly #reads: ReadonlyMap<number, number>;

  constructor({ calls, constants }: Capture, input: tf.Tensor, outputs: readonly tf.Tensor[]) {
    this.#calls = calls;
    this.#constants = constants;
    this.batch = input.shape[0]!;
    this.#nodes.set(input.id, { kind: 'input', shape: input.shape.slice(1) });
    this.#reads = countReads(calls, outputs);
  }

  /** The variables among the weights that were read. */
  get variables(): readonly tf.Tensor[] {
    return this.#variables;
  }

  /** Notes the operation that computes a tensor. */
  setNode(tensor: tf.Tensor, node: ForwardNode): void {
    this.#nodes.set(tensor.id, node);
  }

  /** Notes a tensor that has the numbers of another one. */
  setView(tensor: tf.Tensor, source: tf.Tensor): void {
    const node = this.#nodes.get(source.id);
    if (node !== undefined) this.#nodes.set(tensor.id, node);
    else this.#weights.set(tensor.id, { ...this.weight(source), shape: tensor.shape });
  }

  dependsOnInput(tensor: tf.Tensor): boolean {
    return this.#nodes.has(tensor.id);
  }

  /** The operation that computes a tensor. @throws UnsupportedWork for a weight */
  node(tensor: tf.Tensor): ForwardNode {
    const node = this.#nodes.get(tensor.id);
    if (node === undefined) throw new UnsupportedWork('An operation on weights only');
    return node;
  }

  /** The operation that computes a batch of images. @throws UnsupportedWork for another tensor */
  image(tensor: tf.Tensor): ForwardNode {
    const node = this.perImage(tensor);
    if (tensor.rank !== 4 || node === undefined) throw new UnsupportedWork('No batch of images');
    return node;
  }

  /** The operation that computes a tensor, in the tensor's shape for one image; undefined if the first axis is not the batch. */
  perImage(tensor: tf.Tensor): ForwardNode | undefined {
    const node = this.node(tensor);
    if (tensor.shape[0] !== this.batch) return undefined;
    const shape = tensor.shape.slice(1);
    return tf.util.arraysEqual([...node.shape], shape) ? node : { kind: 'reshape', x: node, shape };
  }

  /** @throws UnsupportedWork for a tensor that is computed */
  weight(tensor: tf.Tensor): Weight {
    if (this.dependsOnInput(tensor)) throw new UnsupportedWork('A weight that depends on the input');
    const known = this.#weights.get(tensor.id);
    if (known !== undefined) return known;
    if (tensor.dtype !== 'float32') throw new UnsupportedWork(`A weight of type ${tensor.dtype}`);
    // Outputs of kernels that ran on weights only are gone after the capture.
    if (this.#calls.some(({ outputs }) => outputs.some(({ id }) => id === tensor.id))) {
      throw new UnsupportedWork('A weight that is computed');
    }
    const constant = this.#constants.get(tensor.id);
    const read = (): Float32Array => viewFloats(currentWasmBackend(), constant ?? tensor);
    if (constant === undefined) this.#variables.push(tensor);
    const numbers = constant && read().slice();
    const weight: Weight = { shape: tensor.shape, read: numbers === undefined ? read : () => numbers };
    this.#weights.set(tensor.id, weight);
    return weight;
  }

  /** True if the next operation is the only one that reads a tensor, also under another shape. */
  isReadOnce(tensor: tf.Tensor): boolean {
    return this.#reads.get(tensor.id) === 1;
  }
}

/** By tensor id, how often a tensor is read, counting those of its views. */
function countReads(calls: readonly KernelCall[], outputs: readonly tf.Tensor[]): ReadonlyMap<number, number> {
  const roots = new Map<number, number>();
  const rootOf = (id: number): number => roots.get(id) ?? id;
  for (const call of calls) {
    if (isView(call)) roots.set(call.outputs[0]!.id, rootOf(call.inputs[0]![1]!.id));
  }
  const counts = new Map<number, number>();
  const count = (id: number): void => void counts.set(rootOf(id), (counts.get(rootOf(id)) ?? 0) + 1);
  for (const call of calls) {
    if (isView(call)) continue;
    for (const [, tensor] of call.inputs) if (tensor != undefined) count(tensor.id);
  }
  for (const { id } of outputs) count(id);
  for (const id of roots.keys()) counts.set(id, counts.get(rootOf(id)) ?? 0);
  return counts;
}
