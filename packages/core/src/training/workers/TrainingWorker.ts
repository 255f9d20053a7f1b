import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { serializeError } from '../../SerializedError';
import { configureWasm } from '../../backends/locateWasm';
import { engineOf, selectBackend } from '../../backends/selectBackend';
import { Dataset } from '../../datasets/Dataset';
import { FerError } from '../../errors';
import type { Engine } from '../../tfjs/Engine';
import { StepGradients } from '../steps/StepGradients';
import { createTrainingGraph, type TrainableNetwork } from '../steps/TrainableNetwork';
import type { BatchPart } from '../steps/dropout';
import { weightGroups } from '../steps/weightGroups';
import { Barrier } from './Barrier';
import { BatchShards } from './BatchShards';
import {
  BatchSums,
  forEachWeight,
  type PoolReply,
  type PoolRequest,
  type PoolStep,
  shardOf,
  type ShardOutcome,
  viewNumbers,
  type WorkerAssignment,
} from './SharedMemory';

/** A worker of a team, in its own thread: it computes the gradients of its share of each batch. */
class TrainingWorker {
  readonly #assignment: WorkerAssignment;
  readonly #engine: Engine;
  readonly #barrier: Barrier;
  readonly #sums: BatchSums;
  readonly #shares: BatchShards;
  readonly #graph: TrainableNetwork;
  readonly #stepGradients: StepGradients;
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array;
  readonly #gradient: Float32Array;
  #range = { from: 0, samples: 0 };

  private constructor(assignment: WorkerAssignment, engine: Engine, network: tf.LayersModel) {
    const { worker, workers, memory, data, batchOptions } = assignment;
    this.#assignment = assignment;
    this.#engine = engine;
    this.#shares = new BatchShards(new Dataset(data), batchOptions, assignment);
    this.#barrier = new Barrier(memory.barrier, () => this.#stepGradients.advance() || this.#shares.advance());
    this.#sums = new BatchSums(memory, this.#barrier, worker, workers);
    this.#graph = createTrainingGraph(network, batchOptions.seed, this.#describePart());
    const groups = weightGroups(this.#graph.trainable);
    this.#stepGradients = new StepGradients(this.#graph, groups, assignment.inputShape);
    this.#weights = new Float32Array(memory.weights);
    this.#gradients = new Float32Array(memory.gradients);
    this.#gradient = new Float32Array(memory.gradient);
  }

  /** Starts the engine of this thread and builds the network. */
  static async join(assignment: WorkerAssignment): Promise<TrainingWorker> {
    if (assignment.wasmPaths !== undefined) configureWasm({ paths: assignment.wasmPaths });
    // The thread that leads the team has tested the same engine.
    const engine = engineOf(await selectBackend('wasm', { verify: false }));
    const network = await tf.models.modelFromJSON(assignment.topology);
    network.layers.forEach((layer, index) => (layer.trainable = assignment.trainable[index]!));
    return new TrainingWorker(assignment, engine, network);
  }

  /** Computes the share of a step: the sum of all gradients is in the memory of the team when all workers have returned. */
  takeShare({ epoch, batch, step }: PoolStep): ShardOutcome {
    const { share, from, samples, workers } = this.#shares.take(epoch, batch);
    const { worker } = this.#assignment;
    this.#range = { from, samples };
    this.#sums.begin(workers);
    this.#readWeights();
    const { loss, correct, gradients } = this.#engine.run(() => this.#stepGradients.compute(share, step, samples));
    let offset = worker * this.#gradient.length;
    for (const gradient of gradients) {
      this.#gradients.set(viewNumbers(gradient), offset);
      offset += gradient.size;
    }
    const outcome = { loss: viewNumbers(loss)[0]!, correct: viewNumbers(correct)[0]! };
    tf.dispose([loss, correct, ...gradients]);
    if (worker === 0) this.#writeStatistics();
    this.#barrier.wait(workers);
    this.#addGradients(workers);
    return outcome;
  }

  /** Makes what the waiting within the step left to make of the next share. */
  prepareNext(): void {
    while (this.#shares.advance());
  }

  #describePart(): BatchPart {
    const range = (): { readonly from: number; readonly samples: number } => this.#range;
    const sums = this.#sums;
    return {
      get from() {
        return range().from;
      },
      get samples() {
        return range().samples;
      },
      sum: (values) => sums.sum(values),
    };
  }

  #readWeights(): void {
    this.#forEachWeight((weight, values) => {
      tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    });
  }

  /** Every worker has the same ones: they are those of the whole batch. */
  #writeStatistics(): void {
    const { trainable } = this.#graph;
    this.#forEachWeight((weight, values) => {
      if (!trainable.includes(weight)) values.set(viewNumbers(weight.read()));
    });
  }

  #forEachWeight(visit: (weight: tf.LayerVariable, values: Float32Array) => void): void {
    const found = forEachWeight(this.#graph, this.#weights, visit);
    if (found === this.#weights.length) return;
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'layers',
      failed: 'A worker cannot build the network',
      expected: `${this.#weights.length} weights`,
      received: String(found),
      next: 'Train with one worker.',
    });
  }

  /** Each worker adds up its part of the numbers, over all workers in their order. */
  #addGradients(workers: number): void {
    const size = this.#gradient.length;
    const { from, to } = shardOf(size, this.#assignment.worker, workers);
    const sum = this.#gradient.subarray(from, to);
    sum.set(this.#gradients.subarray(from, to));
    for (let worker = 1; worker < workers; worker++) {
      const addend = this.#gradients.subarray(worker * size + from, worker * size + to);
      for (let index = 0; index < addend.length; index++) sum[index]! += addend[index]!;
    }
  }
}

/** Makes this thread a worker of the team whose leader started it. */
export function serveTrainingWorker(): void {
  let member: TrainingWorker | undefined;
  const post: (reply: PoolReply) => void = platform.threads!.serve((message) => {
    const request = message as PoolRequest;
    const work = request.type === 'join' ? join(request) : takeShare(request);
    work.catch((error: unknown) => post({ type: 'failed', error: serializeError(error) }));
  });

  async function join({ assignment }: Extract<PoolRequest, { readonly type: 'join' }>): Promise<void> {
    member = await TrainingWorker.join(assignment);
    post({ type: 'joined' });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
  async function takeShare({ step }: Extract<PoolRequest, { readonly type: 'step' }>): Promise<void> {
    post({ type: 'done', outcome: member!.takeShare(step) });
    member!.prepareNext();
  }
}
