import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { reviveError } from '../../SerializedError';
import { type Abortable, untilAborted } from '../../abortable';
import { wasmPaths } from '../../backends/locateWasm';
import type { Dataset } from '../../datasets/Dataset';
import { copyColumns } from '../../datasets/DatasetColumns';
import { FerError } from '../../errors';
import type { FerModel } from '../../models/FerModel';
import type { Thread } from '../../platform/Platform';
import type { BatchOptions } from '../batches/mixup';
import type { TrainableNetwork } from '../steps/TrainableNetwork';
import type { Gradients } from '../steps/computeGradients';
import type { WeightGroup } from '../steps/weightGroups';
import {
  createSharedMemory,
  forEachWeight,
  type PoolReply,
  type PoolRequest,
  type PoolStep,
  type ShardOutcome,
  type SharedMemory,
  viewNumbers,
} from './SharedMemory';

/** What a team works on. */
export interface TeamTask {
  readonly workers: number;
  readonly model: FerModel;
  readonly graph: TrainableNetwork;
  readonly groups: readonly WeightGroup[];
  readonly data: Dataset;
  readonly batchSize: number;
  readonly batchOptions: BatchOptions;
}

interface Member {
  readonly thread: Thread;
  /** Takes the reply that is waited for. */
  answer: (reply: PoolReply) => void;
}

/**
 * Threads that compute the gradients of each batch together, every one those of a share. This thread leads them: it keeps
 * the weights and all else that a run remembers, updates them, and waits for the others without blocking.
 */
export class WorkerPool {
  readonly #task: TeamTask;
  readonly #memory: SharedMemory;
  readonly #members: Member[] = [];
  /** Rejects when a worker breaks off. */
  readonly #broken: Promise<never>;
  #break!: (error: FerError) => void;

  private constructor(task: TeamTask) {
    const { workers, graph } = task;
    this.#task = task;
    this.#broken = new Promise((_, reject) => (this.#break = reject));
    // It is heard by whoever waits; a worker may break off while nobody does.
    this.#broken.catch(() => undefined);
    const statistics = graph.weights.filter(({ shape }) => shape.length === 1).map(sizeOf);
    this.#memory = createSharedMemory({
      workers,
      weights: sum(graph.weights.map(sizeOf)),
      trainable: sum(graph.trainable.map(sizeOf)),
      exchange: 2 * Math.max(0, ...statistics) + 1,
    });
  }

  /**
   * Starts the threads, and lets them build the network.
   * @throws WORKER_FAILED, and what a worker throws
   */
  static async start(task: TeamTask, { signal }: Abortable): Promise<WorkerPool> {
    const team = new WorkerPool(task);
    try {
      await untilAborted(team.#join(), signal);
      return team;
    } catch (error) {
      await team.dispose();
      throw error;
    }
  }

  /**
   * Computes loss and gradients of a batch, with the weights as they are now.
   * @param samples - how many it has
   * @returns reads them, in a `tf.tidy`; running statistics follow the batch
   * @throws WORKER_FAILED, and what a worker throws
   */
  async computeGradients(step: PoolStep, samples: number): Promise<() => Gradients> {
    this.#publishWeights();
    const members = this.#members.slice(0, samples);
    const outcomes = await this.#askAll(members, () => ({ type: 'step', step }));
    return () => this.#read(outcomes);
  }

  /** Ends the threads. */
  async dispose(): Promise<void> {
    await Promise.all(this.#members.map(({ thread }) => thread.end()));
  }

  async #join(): Promise<void> {
    const { workers, model, data, batchSize, batchOptions } = this.#task;
    const { height, width, channels } = model.metadata.input;
    const shared = copyColumns(data, (bytes) => new SharedArrayBuffer(bytes));
    for (let worker = 0; worker < workers; worker++) this.#members.push(this.#startMember(worker));
    await this.#askAll(this.#members, (worker) => ({
      type: 'join',
      assignment: {
        worker,
        workers,
        memory: this.#memory,
        wasmPaths: wasmPaths(),
        topology: model.layers.toJSON(null, false),
        trainable: model.layers.layers.map((layer) => layer.trainable),
        inputShape: [height, width, channels],
        data: shared,
        batchSize,
        batchOptions,
      },
    }));
  }

  #startMember(worker: number): Member {
    const member: Member = {
      answer: () => undefined,
      thread: platform.threads!.start('trainWorker', {
        onMessage: (reply) => member.answer(reply as PoolReply),
        onBroken: (reason) => {
          this.#break(
            new FerError('WORKER_FAILED', {
              reason,
              failed: `Worker ${worker + 1} of ${this.#task.workers} broke off while it trained`,
              received: reason,
              next: 'Train again; a run with a checkpoint goes on where that was written. Fewer workers need less memory.',
            }),
          );
        },
      }),
    };
    return member;
  }

  /** Asks each worker for something and waits for all answers, or for the first failure: the others may then wait for ever. */
  async #askAll(members: readonly Member[], request: (worker: number) => PoolRequest): Promise<ShardOutcome[]> {
    const answers = members.map(
      (member, worker) =>
        new Promise<ShardOutcome>((resolve, reject) => {
          member.answer = (reply) => {
            if (reply.type === 'failed') reject(reviveError(reply.error));
            else resolve(reply.type === 'done' ? reply.outcome : { loss: 0, correct: 0 });
          };
          member.thread.post(request(worker));
        }),
    );
    return Promise.race([Promise.all(answers), this.#broken]);
  }

  #publishWeights(): void {
    forEachWeight(this.#task.graph, new Float32Array(this.#memory.weights), (weight, values) => {
      values.set(viewNumbers(weight.read()));
    });
  }

  #read(outcomes: readonly ShardOutcome[]): Gradients {
    this.#readStatistics();
    const gradient = new Float32Array(this.#memory.gradient);
    let offset = 0;
    const { groups } = this.#task;
    return {
      loss: tf.scalar(sum(outcomes.map((outcome) => outcome.loss))),
      correct: tf.scalar(sum(outcomes.map((outcome) => outcome.correct))),
      gradients: groups.map(({ size }) => tf.tensor1d(gradient.subarray(offset, (offset += size)))),
    };
  }

  /** The running statistics of normalisation, which a step changes without any gradient. */
  #readStatistics(): void {
    const { graph } = this.#task;
    forEachWeight(graph, new Float32Array(this.#memory.weights), (weight, values) => {
      if (!graph.trainable.includes(weight)) weight.write(tf.tensor(values, weight.shape as number[]));
    });
  }
}

const sizeOf = ({ shape }: tf.LayerVariable): number => tf.util.sizeFromShape(shape as number[]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
