import * as tf from '@tensorflow/tfjs';
import { captureKernels } from '../captureKernels';
import type { ForwardProgram, ProgramCompiler } from '../ForwardProgram';
import { type ForwardNode, UnsupportedWork } from './ForwardNode';
import { PackedWeights } from './PackedWeights';
import { align, ProgramHeap, type ProgramRun } from './ProgramHeap';
import type { ProgramPlan } from './ProgramLayout';
import { planProgram } from './planProgram';
import { type ForwardGraph, readNodes } from './readNodes';

/** Plans that a program keeps: for single images and groups, or for sizes of photos. */
const MOST_PLANS = 4;

/** Images that run at once. More would not fit the caches. */
const GROUP = 8;

/**
 * Compiles a forward pass to a list of operations that WebAssembly runs in one call, in a memory of its own: with packed weights, fixed
 * addresses and fused operations, and without tensors in between.
 */
export const compileProgram: ProgramCompiler = (shape, work) => {
  const heap = ProgramHeap.open();
  let program: ForwardProgram | null = null;
  if (heap !== undefined) tf.tidy(() => void (program = compileExample(heap, tf.zeros([...shape]), work)));
  return program;
};

function compileExample(
  heap: ProgramHeap,
  input: tf.Tensor4D,
  work: (input: tf.Tensor4D) => readonly tf.Tensor[],
): ForwardProgram | null {
  const { result: outputs, ...capture } = captureKernels([input], () => work(input));
  try {
    const graph = readNodes(capture, input, outputs);
    const program = new WasmProgram(heap, graph);
    try {
      program.prepare(input.shape);
      return program;
    } catch (error) {
      program.dispose();
      throw error;
    }
  } catch (error) {
    if (error instanceof UnsupportedWork) return null;
    throw error;
  } finally {
    tf.dispose([...capture.constants.values()]);
  }
}

/** A plan in memory. */
interface PlacedPlan extends ProgramPlan {
  readonly address: number;
  readonly run: ProgramRun;
}

class WasmProgram implements ForwardProgram {
  readonly #heap: ProgramHeap;
  readonly #outputs: readonly ForwardNode[];
  readonly #weights: PackedWeights;
  readonly #variables: readonly tf.Tensor[];
  /** Of the variables, when their numbers were packed. */
  #dataIds: readonly object[];
  /** By shape, the most recently used last. */
  readonly #plans = new Map<string, PlacedPlan>();

  constructor(heap: ProgramHeap, { outputs, variables }: ForwardGraph) {
    this.#heap = heap;
    this.#outputs = outputs;
    this.#weights = new PackedWeights(heap);
    this.#variables = variables;
    this.#dataIds = variables.map(({ dataId }) => dataId);
  }

  /** Plans the forward pass for a shape with the batch in front. */
  prepare([batch, ...shape]: readonly number[]): PlacedPlan {
    const capacity = batch === 1 ? 1 : GROUP;
    const key = [capacity, ...shape].join();
    const known = this.#plans.get(key);
    if (known !== undefined) {
      this.#plans.delete(key);
      this.#plans.set(key, known);
      return known;
    }
    const [oldest] = this.#plans;
    if (oldest !== undefined && this.#plans.size >= MOST_PLANS) {
      this.#release(oldest[1]);
      this.#plans.delete(oldest[0]);
    }
    const plan = planProgram(this.#outputs, this.#weights, shape, capacity);
    const scratch = align(plan.bytes);
    const scratchBytes = align(plan.scratchBytes);
    const address = this.#heap.allocate(scratch + scratchBytes * this.#heap.threadCount);
    plan.write(address, this.#heap.words(address, plan.bytes / 4));
    const run = {
      operations: address + plan.records,
      count: plan.count,
      scratch: address + scratch,
      scratchBytes,
    };
    const placed = { ...plan, address, run };
    this.#plans.set(key, placed);
    return placed;
  }

  run(input: Float32Array, [batch, ...shape]: readonly number[]): Float32Array[] {
    this.#renewWeights();
    const { address, run, input: given, outputs } = this.prepare([batch!, ...shape]);
    const results = outputs.map(({ length }) => new Float32Array(batch! * length));
    for (let first = 0; first < batch!; first += GROUP) {
      const images = Math.min(GROUP, batch! - first);
      const part = input.subarray(first * given.length, (first + images) * given.length);
      do this.#heap.floats(address + given.offset, part.length).set(part);
      while (!this.#heap.run(run, images));
      outputs.forEach(({ offset, length }, index) => {
        results[index]!.set(this.#heap.floats(address + offset, images * length), first * length);
      });
    }
    return results;
  }

  dispose(): void {
    for (const plan of this.#plans.values()) this.#release(plan);
    this.#plans.clear();
    this.#weights.dispose();
  }

  /** Packs the weights again if one of them changed: an assignment gives a variable other data. */
  #renewWeights(): void {
    if (this.#variables.every(({ dataId }, index) => dataId === this.#dataIds[index])) return;
    this.#weights.renew();
    this.#dataIds = this.#variables.map(({ dataId }) => dataId);
  }

  #release({ address }: PlacedPlan): void {
    this.#heap.release(address);
  }
}
