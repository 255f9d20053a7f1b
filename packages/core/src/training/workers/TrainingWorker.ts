import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { serializeError } from '../../SerializedError';
import { engineOf, selectBackend } from '../../backends/selectBackend';
import { Dataset } from '../../datasets/Dataset';
import { FerError } from '../../errors';
import { nameAndMessage } from '../../importFailure';
import type { Engine } from '../../tfjs/Engine';
import { lossOf } from '../losses';
import { GradientReplay } from '../steps/GradientReplay';
import { createTrainableNetwork, type TrainableNetwork } from '../steps/TrainableNetwork';
import type { ShardContext } from '../steps/dropout';
import { weightGroups } from '../steps/weightGroups';
import { Barrier } from './Barrier';
import { forEachWeight, SharedAllReduce, viewNumbers } from './SharedMemory';
import { ShardLoader, shardOf } from './ShardLoader';
import type { PoolReply, PoolRequest, PoolStep, ShardOutcome, WorkerSetup } from './WorkerPool';

/** A data-parallel worker, in its own thread: it computes the gradients of its shard of each batch. */
class TrainingWorker {
  readonly #setup: WorkerSetup;
  readonly #engine: Engine;
  readonly #barrier: Barrier;
  readonly #allReduce: SharedAllReduce;
  readonly #loader: ShardLoader;
  readonly #network: TrainableNetwork;
  readonly #gradientReplay: GradientReplay;
  readonly #weights: Float32Array;
  readonly #shardGradients: Float32Array;
  readonly #gradients: Float32Array;
  #currentShard = { from: 0, batchSize: 0 };

  private constructor(setup: WorkerSetup, engine: Engine, layers: tf.LayersModel) {
    const { worker, workers, memory, data, batchOptions } = setup;
    this.#setup = setup;
    this.#engine = engine;
    this.#loader = new ShardLoader(new Dataset(data), batchOptions, setup);
    this.#barrier = new Barrier(memory.barrier, () => this.#gradientReplay.advance() || this.#loader.prefetch());
    this.#allReduce = new SharedAllReduce(memory, this.#barrier, worker, workers);
    this.#network = createTrainableNetwork(layers, batchOptions.seed, this.#createShardContext());
    const groups = weightGroups(this.#network.trainable);
    this.#gradientReplay = new GradientReplay(this.#network, groups, lossOf(setup.loss), setup.inputShape);
    this.#weights = new Float32Array(memory.weights);
    this.#shardGradients = new Float32Array(memory.shardGradients);
    this.#gradients = new Float32Array(memory.gradients);
  }

  /** Starts the engine of this thread and builds the network. */
  static async start(setup: WorkerSetup): Promise<TrainingWorker> {
    // Not verified again: the thread that started the pool has verified the same backend.
    const engine = engineOf(await selectBackend(setup.backend, { verify: false }));
    const layers = await tf.models.modelFromJSON(setup.topology).catch((error: unknown): never => {
      throw cannotBuild('layers of tfjs, because a worker has none of your own', nameAndMessage(error));
    });
    layers.layers.forEach((layer, index) => (layer.trainable = setup.trainable[index]!));
    return new TrainingWorker(setup, engine, layers);
  }

  /** Computes this worker's shard of a step. The gradients of the batch are complete when all workers have returned. */
  runStep({ epoch, batch, step }: PoolStep): ShardOutcome {
    const { shard, from, batchSize, workers } = this.#loader.take(epoch, batch);
    const { worker } = this.#setup;
    this.#currentShard = { from, batchSize };
    this.#allReduce.begin(workers);
    this.#readWeights();
    const { loss, correct, gradients } = this.#engine.run(() => this.#gradientReplay.compute(shard, step, batchSize));
    let offset = worker * this.#gradients.length;
    for (const gradient of gradients) {
      this.#shardGradients.set(viewNumbers(gradient), offset);
      offset += gradient.size;
    }
    const outcome = { loss: viewNumbers(loss)[0]!, correct: viewNumbers(correct)[0]! };
    tf.dispose([loss, correct, ...gradients]);
    // Running statistics cover the whole batch and are equal on all workers, so one of them writes them.
    if (worker === 0) this.#writeStatistics();
    this.#barrier.wait(workers);
    this.#reduceGradients(workers);
    return outcome;
  }

  /** Completes the next shard. */
  prefetch(): void {
    while (this.#loader.prefetch());
  }

  #createShardContext(): ShardContext {
    const currentShard = (): { readonly from: number; readonly batchSize: number } => this.#currentShard;
    const allReduce = this.#allReduce;
    return {
      get from() {
        return currentShard().from;
      },
      get batchSize() {
        return currentShard().batchSize;
      },
      sum: (values) => allReduce.sum(values),
    };
  }

  #readWeights(): void {
    this.#forEachWeight((weight, values) => {
      tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    });
  }

  #writeStatistics(): void {
    const { trainable } = this.#network;
    this.#forEachWeight((weight, values) => {
      if (!trainable.includes(weight)) values.set(viewNumbers(weight.read()));
    });
  }

  #forEachWeight(visit: (weight: tf.LayerVariable, values: Float32Array) => void): void {
    const size = forEachWeight(this.#network, this.#weights, visit);
    if (size === this.#weights.length) return;
    throw cannotBuild(`${this.#weights.length} weights`, String(size));
  }

  /** Sums this worker's range of the gradients over all shards, in the order of the workers. */
  #reduceGradients(workers: number): void {
    const size = this.#gradients.length;
    const { from, to } = shardOf(size, this.#setup.worker, workers);
    const sum = this.#gradients.subarray(from, to);
    sum.set(this.#shardGradients.subarray(from, to));
    for (let worker = 1; worker < workers; worker++) {
      const addend = this.#shardGradients.subarray(worker * size + from, worker * size + to);
      for (let index = 0; index < addend.length; index++) sum[index]! += addend[index]!;
    }
  }
}

const cannotBuild = (expected: string, received: string): FerError<'MODEL_INCOMPATIBLE'> =>
  new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: 'A worker cannot build the network',
    expected,
    received,
    next: 'Train with one worker.',
  });

/** Makes this thread a worker of the pool that started it. */
export function serveTrainingWorker(): void {
  let worker: TrainingWorker | undefined;
  const post: (reply: PoolReply) => void = platform.threads!.serve((message) => {
    const request = message as PoolRequest;
    const work = request.type === 'start' ? start(request) : runStep(request);
    work.catch((error: unknown) => post({ type: 'failed', error: serializeError(error) }));
  });

  async function start({ setup }: Extract<PoolRequest, { readonly type: 'start' }>): Promise<void> {
    worker = await TrainingWorker.start(setup);
    post({ type: 'started' });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- its exceptions become rejections
  async function runStep({ step }: Extract<PoolRequest, { readonly type: 'step' }>): Promise<void> {
    post({ type: 'done', outcome: worker!.runStep(step) });
    worker!.prefetch();
  }
}
