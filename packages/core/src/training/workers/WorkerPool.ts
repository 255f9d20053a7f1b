import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { reviveError, type SerializedError } from '../../SerializedError';
import { type Abortable, untilAborted } from '../../abortable';
import type { BackendChoice } from '../../backends/BackendProvider';
import { choiceOf } from '../../backends/selectBackend';
import type { Dataset } from '../../datasets/Dataset';
import { copyColumns } from '../../datasets/copyColumns';
import type { DatasetColumns } from '../../datasets/DatasetColumns';
import { FerError } from '../../errors';
import type { FerModel } from '../../models/FerModel';
import type { Thread } from '../../platform/Platform';
import type { BatchOptions } from '../batches/createBatch';
import type { LossChoice } from '../losses';
import type { Gradients } from '../steps/GradientReplay';
import type { TrainableNetwork } from '../steps/TrainableNetwork';
import type { WeightGroup } from '../steps/weightGroups';
import { createSharedMemory, forEachWeight, type SharedMemory, viewNumbers } from './SharedMemory';
import type { WorkerPlace } from './ShardLoader';

/** The network and data that a pool works on. */
export interface PoolTask {
  readonly workers: number;
  readonly model: FerModel;
  readonly network: TrainableNetwork;
  readonly groups: readonly WeightGroup[];
  readonly data: Dataset;
  readonly batchSize: number;
  readonly batchOptions: BatchOptions;
  /** A built-in one: functions cannot be sent to a thread. */
  readonly loss: LossChoice;
}

/** Everything that a worker needs to start. */
export interface WorkerSetup extends WorkerPlace {
  readonly memory: SharedMemory;
  readonly backend: BackendChoice;
  readonly topology: tf.io.ModelJSON['modelTopology'];
  /** For each layer of the network, false if it is frozen. */
  readonly trainable: readonly boolean[];
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** In shared memory. */
  readonly data: DatasetColumns;
  readonly batchOptions: BatchOptions;
  readonly loss: LossChoice;
}

/** The position of a step. */
export interface PoolStep {
  readonly epoch: number;
  readonly batch: number;
  /** Updates of the weights, this one included, from 1. */
  readonly step: number;
}

/** A worker's addends to loss and correct samples; its gradients are in the shared memory. */
export interface ShardOutcome {
  readonly loss: number;
  readonly correct: number;
}

/** A message from the pool to a worker. */
export type PoolRequest =
  { readonly type: 'start'; readonly setup: WorkerSetup } | { readonly type: 'step'; readonly step: PoolStep };

/** A worker's reply. */
export type PoolReply =
  | { readonly type: 'started' }
  | { readonly type: 'done'; readonly outcome: ShardOutcome }
  | { readonly type: 'failed'; readonly error: SerializedError };

interface PoolWorker {
  readonly thread: Thread;
  /** Takes the reply to the pending request. */
  onReply: (reply: PoolReply) => void;
}

/**
 * Data-parallel workers. Each runs in its own thread and computes the gradients of one shard of each batch. The thread that
 * started the pool holds the weights and the state of the run, updates them, and awaits the workers without blocking.
 */
export class WorkerPool {
  readonly #task: PoolTask;
  readonly #memory: SharedMemory;
  readonly #workers: PoolWorker[] = [];
  /** Set when a worker has died. */
  #death: FerError | undefined;
  /** Rejects the request under way. */
  #fail: ((error: FerError) => void) | undefined;

  private constructor(task: PoolTask) {
    const { workers, network } = task;
    this.#task = task;
    const channels = network.weights.filter(({ shape }) => shape.length === 1).map(sizeOf);
    this.#memory = createSharedMemory({
      workers,
      weights: sum(network.weights.map(sizeOf)),
      trainable: sum(network.trainable.map(sizeOf)),
      // The largest all-reduce is that of a normalisation layer: two sums per channel, and the number of rows.
      addends: 2 * Math.max(0, ...channels) + 1,
    });
  }

  /**
   * Starts the workers, and builds the network in each.
   * @throws WORKER_FAILED, and the errors of a worker
   */
  static async start(task: PoolTask, { signal }: Abortable): Promise<WorkerPool> {
    const pool = new WorkerPool(task);
    try {
      await untilAborted(pool.#startAll(), signal);
      return pool;
    } catch (error) {
      await pool.dispose();
      throw error;
    }
  }

  /**
   * Computes loss and gradients of a batch with the current weights.
   * @param batchSize - samples of the batch; workers beyond it have no shard
   * @returns a function that reads them; call it in `tf.tidy`. It updates the running statistics too
   * @throws WORKER_FAILED, and the errors of a worker
   */
  async computeGradients(step: PoolStep, batchSize: number): Promise<() => Gradients> {
    this.#writeWeights();
    const workers = this.#workers.slice(0, batchSize);
    const outcomes = await this.#request(workers, () => ({ type: 'step', step }));
    return () => this.#readGradients(outcomes);
  }

  /** Ends the threads. */
  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map(({ thread }) => thread.end()));
  }

  async #startAll(): Promise<void> {
    const { workers, model, data, batchSize, batchOptions, loss } = this.#task;
    const { height, width, channels } = model.metadata.input;
    const sharedData = copyColumns(data, (bytes) => new SharedArrayBuffer(bytes));
    for (let worker = 0; worker < workers; worker++) this.#workers.push(this.#startThread(worker));
    await this.#request(this.#workers, (worker) => ({
      type: 'start',
      setup: {
        worker,
        workers,
        memory: this.#memory,
        backend: choiceOf(model.backend),
        topology: model.layers.toJSON(null, false),
        trainable: model.layers.layers.map((layer) => layer.trainable),
        inputShape: [height, width, channels],
        data: sharedData,
        batchSize,
        batchOptions,
        loss,
      },
    }));
  }

  #startThread(worker: number): PoolWorker {
    const poolWorker: PoolWorker = {
      onReply: () => undefined,
      thread: platform.threads!.start('trainWorker', {
        onMessage: (reply) => poolWorker.onReply(reply as PoolReply),
        onBroken: (reason) => {
          // A death between two requests is reported by the next one.
          this.#death ??= new FerError('WORKER_FAILED', {
            reason,
            failed: `Worker ${worker + 1} of ${this.#task.workers} died during training`,
            received: reason,
            next: 'Train again; a run with a checkpoint resumes from it. Fewer workers need less memory.',
          });
          this.#fail?.(this.#death);
        },
      }),
    };
    return poolWorker;
  }

  /** Sends each worker a request and awaits all replies, or the first failure: the others may never reply, blocked in a barrier. */
  async #request(
    workers: readonly PoolWorker[],
    createRequest: (worker: number) => PoolRequest,
  ): Promise<ShardOutcome[]> {
    if (this.#death !== undefined) throw this.#death;
    return new Promise((resolve, reject) => {
      const outcomes: ShardOutcome[] = [];
      let missing = workers.length;
      // Not a race with a promise that lasts as long as the pool: that would keep a reaction for each step.
      this.#fail = reject;
      workers.forEach((poolWorker, worker) => {
        poolWorker.onReply = (reply) => {
          if (reply.type === 'failed') {
            reject(reviveError(reply.error));
            return;
          }
          outcomes[worker] = reply.type === 'done' ? reply.outcome : { loss: 0, correct: 0 };
          if (--missing === 0) resolve(outcomes);
        };
        poolWorker.thread.post(createRequest(worker));
      });
    });
  }

  #writeWeights(): void {
    forEachWeight(this.#task.network, new Float32Array(this.#memory.weights), (weight, values) => {
      values.set(viewNumbers(weight.read()));
    });
  }

  #readGradients(outcomes: readonly ShardOutcome[]): Gradients {
    this.#readStatistics();
    const gradients = new Float32Array(this.#memory.gradients);
    let offset = 0;
    const { groups } = this.#task;
    return {
      loss: tf.scalar(sum(outcomes.map((outcome) => outcome.loss))),
      correct: tf.scalar(sum(outcomes.map((outcome) => outcome.correct))),
      gradients: groups.map(({ size }) => tf.tensor1d(gradients.subarray(offset, (offset += size)))),
    };
  }

  /** Reads the running statistics of normalisation, which a step updates without a gradient. */
  #readStatistics(): void {
    const { network } = this.#task;
    forEachWeight(network, new Float32Array(this.#memory.weights), (weight, values) => {
      if (!network.trainable.includes(weight)) weight.write(tf.tensor(values, weight.shape as number[]));
    });
  }
}

const sizeOf = ({ shape }: tf.LayerVariable): number => tf.util.sizeFromShape(shape as number[]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
