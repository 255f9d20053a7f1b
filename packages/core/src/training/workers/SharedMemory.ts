import * as tf from '@tensorflow/tfjs';
import type { AllReduce } from '../../kernels/normalizeBatch';
import { currentWasmBackend, viewFloats } from '../../tfjs/WasmBackend';
import type { TrainableNetwork } from '../steps/TrainableNetwork';
import { Barrier } from './Barrier';

/** Memory that the workers of a pool share with the thread that started them. */
export interface SharedMemory {
  readonly barrier: SharedArrayBuffer;
  /** Doubles for {@link SharedAllReduce}: two halves, used in turn, each with room for the addends of every worker. */
  readonly addends: SharedArrayBuffer;
  /** All weights, in the order of the network: the pool writes them before a step, worker 0 its running statistics after it. */
  readonly weights: SharedArrayBuffer;
  /** For each worker the gradients of its shard, all groups one after the other. */
  readonly shardGradients: SharedArrayBuffer;
  /** The sum of all shards' gradients. */
  readonly gradients: SharedArrayBuffer;
}

/** Numbers in each part of the memory. */
interface SharedMemorySizes {
  readonly workers: number;
  /** Numbers in all weights. */
  readonly weights: number;
  /** Numbers in the trainable weights. */
  readonly trainable: number;
  /** Maximum number of values in one all-reduce. */
  readonly addends: number;
}

/** Allocates the memory of a pool. */
export function createSharedMemory({ workers, weights, trainable, addends }: SharedMemorySizes): SharedMemory {
  const floats = Float32Array.BYTES_PER_ELEMENT;
  return {
    barrier: new SharedArrayBuffer(Barrier.BYTES),
    addends: new SharedArrayBuffer(2 * workers * addends * Float64Array.BYTES_PER_ELEMENT),
    weights: new SharedArrayBuffer(weights * floats),
    shardGradients: new SharedArrayBuffer(workers * trainable * floats),
    gradients: new SharedArrayBuffer(trainable * floats),
  };
}

/**
 * Visits each weight of a network with its part of the shared weights.
 * @returns the numbers in all weights
 */
export function forEachWeight(
  { weights }: TrainableNetwork,
  numbers: Float32Array,
  visit: (weight: tf.LayerVariable, values: Float32Array) => void,
): number {
  let offset = 0;
  for (const weight of weights) {
    const size = tf.util.sizeFromShape(weight.shape as number[]);
    visit(weight, numbers.subarray(offset, offset + size));
    offset += size;
  }
  return offset;
}

/**
 * A view of a tensor's numbers in wasm memory. Read it before the next operation, which may move them. `data()` would copy the
 * whole network at each step, so that V8 collects garbage constantly and discards compiled functions with it.
 */
export const viewNumbers = (tensor: tf.Tensor): Float32Array => viewFloats(currentWasmBackend(), tensor);

/** All-reduce in shared memory. It sums in the order of the workers, so that all of them get the same bits. */
export class SharedAllReduce implements AllReduce {
  readonly #addends: Float64Array;
  readonly #barrier: Barrier;
  readonly #worker: number;
  /** Numbers that a half holds for each worker. */
  readonly #capacity: number;
  #workers = 1;
  #half = 0;

  /** @param workers - of the whole pool */
  constructor({ addends }: SharedMemory, barrier: Barrier, worker: number, workers: number) {
    this.#addends = new Float64Array(addends);
    this.#barrier = barrier;
    this.#worker = worker;
    this.#capacity = this.#addends.length / 2 / workers;
  }

  /** Begins a step of the first `workers` workers. */
  begin(workers: number): void {
    this.#workers = workers;
    this.#half = 0;
  }

  sum(values: Float64Array): void {
    // One barrier per sum is enough. The next sum writes to the other half. The sum after it reuses this half, but starts only
    // after the next barrier, which a worker reaches when it has read this half.
    const start = this.#half * (this.#addends.length / 2);
    this.#half = 1 - this.#half;
    this.#addends.set(values, start + this.#worker * this.#capacity);
    this.#barrier.wait(this.#workers);
    values.fill(0);
    for (let worker = 0; worker < this.#workers; worker++) {
      const from = start + worker * this.#capacity;
      for (let index = 0; index < values.length; index++) values[index]! += this.#addends[from + index]!;
    }
  }
}
