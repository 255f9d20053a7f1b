import * as tf from '@tensorflow/tfjs';
import type { SerializedError } from '../../SerializedError';
import type { WasmOptions } from '../../backends/locateWasm';
import type { DatasetColumns } from '../../datasets/DatasetColumns';
import type { AllReduce } from '../../kernels/normalizeBatch';
import { currentWasmBackend, viewFloats } from '../../tfjs/WasmBackend';
import type { BatchShard } from '../batches/createBatch';
import type { BatchOptions } from '../batches/mixup';
import type { TrainableNetwork } from '../steps/TrainableNetwork';
import { Barrier } from './Barrier';

/** Memory that the threads of a team and the thread that leads them share. */
export interface SharedMemory {
  readonly barrier: SharedArrayBuffer;
  /** Doubles: two halves, used in turn, each with room for the numbers of every worker. */
  readonly exchange: SharedArrayBuffer;
  /** All weights, in the order of the graph: the leader's before a step, the running statistics of the first worker after it. */
  readonly weights: SharedArrayBuffer;
  /** For each worker the gradients of its share, all groups one after the other. */
  readonly gradients: SharedArrayBuffer;
  /** Their sum. */
  readonly gradient: SharedArrayBuffer;
}

/** How much a team shares. */
interface SharedMemorySizes {
  readonly workers: number;
  /** Numbers in all weights. */
  readonly weights: number;
  /** Numbers in the trainable weights. */
  readonly trainable: number;
  /** Numbers that {@link BatchSums} adds up at once, at most. */
  readonly exchange: number;
}

/** Reserves the memory of a team. */
export function createSharedMemory({ workers, weights, trainable, exchange }: SharedMemorySizes): SharedMemory {
  const floats = Float32Array.BYTES_PER_ELEMENT;
  return {
    barrier: new SharedArrayBuffer(Barrier.BYTES),
    exchange: new SharedArrayBuffer(2 * workers * exchange * Float64Array.BYTES_PER_ELEMENT),
    weights: new SharedArrayBuffer(weights * floats),
    gradients: new SharedArrayBuffer(workers * trainable * floats),
    gradient: new SharedArrayBuffer(trainable * floats),
  };
}

/** What a worker of a team is told when it starts. */
export interface WorkerAssignment {
  /** Its number, from 0. */
  readonly worker: number;
  readonly workers: number;
  readonly memory: SharedMemory;
  readonly wasmPaths: WasmOptions['paths'] | undefined;
  readonly topology: tf.io.ModelJSON['modelTopology'];
  /** Whether each layer of the network learns. */
  readonly trainable: readonly boolean[];
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** In shared memory. */
  readonly data: DatasetColumns;
  readonly batchSize: number;
  readonly batchOptions: BatchOptions;
}

/** Which batch comes next, and after how many updates of the weights. */
export interface PoolStep {
  readonly epoch: number;
  readonly batch: number;
  /** From 1. */
  readonly step: number;
}

/** What a worker adds to the outcome of a step; its gradients are in the memory of the team. */
export interface ShardOutcome {
  readonly loss: number;
  readonly correct: number;
}

/** What a worker is sent. */
export type PoolRequest =
  { readonly type: 'join'; readonly assignment: WorkerAssignment } | { readonly type: 'step'; readonly step: PoolStep };

/** What a worker answers. */
export type PoolReply =
  | { readonly type: 'joined' }
  | { readonly type: 'done'; readonly outcome: ShardOutcome }
  | { readonly type: 'failed'; readonly error: SerializedError };

/** Which samples of a batch a worker computes: as many as any other, or one fewer. */
export function shardOf(samples: number, worker: number, workers: number): BatchShard {
  return {
    from: Math.floor((worker * samples) / workers),
    to: Math.floor(((worker + 1) * samples) / workers),
  };
}

/**
 * Visits each weight of a graph with its part of the numbers that a team shares, which have the weights in the order of the graph.
 * @returns how many numbers all weights have together
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
 * The numbers of a tensor where wasm has them; read them before the next operation, which may move them. `data()` copies into new
 * memory, and that of a whole network at each step has V8 collect garbage all the time, dropping compiled functions with it.
 */
export const viewNumbers = (tensor: tf.Tensor): Float32Array => viewFloats(currentWasmBackend(), tensor);

/** Adds up the numbers of the workers of one batch, always in the order of the workers: all get the same bits. */
export class BatchSums implements AllReduce {
  readonly #exchange: Float64Array;
  readonly #barrier: Barrier;
  readonly #worker: number;
  /** How many numbers each worker has room for. */
  readonly #room: number;
  #workers = 1;
  #half = 0;

  /** @param workers - of the whole team */
  constructor({ exchange }: SharedMemory, barrier: Barrier, worker: number, workers: number) {
    this.#exchange = new Float64Array(exchange);
    this.#barrier = barrier;
    this.#worker = worker;
    this.#room = this.#exchange.length / 2 / workers;
  }

  /** Begins a step, in which the first so many workers take part. */
  begin(workers: number): void {
    this.#workers = workers;
    this.#half = 0;
  }

  sum(values: Float64Array): void {
    // One barrier is enough: who is in the next sum writes to the other half, and nobody is in the one after that before all
    // have read this one.
    const start = this.#half * (this.#exchange.length / 2);
    this.#half = 1 - this.#half;
    this.#exchange.set(values, start + this.#worker * this.#room);
    this.#barrier.wait(this.#workers);
    values.fill(0);
    for (let worker = 0; worker < this.#workers; worker++) {
      const from = start + worker * this.#room;
      for (let index = 0; index < values.length; index++) values[index]! += this.#exchange[from + index]!;
    }
  }
}
