import type { Dataset } from '../../datasets/Dataset';
import {
  type Batch,
  type BatchGenerator,
  type BatchOptions,
  finishBatch,
  generateBatch,
  orderSamples,
  type ShardRange,
} from '../batches/createBatch';

/** The place of a worker in its pool. */
export interface WorkerPlace {
  /** From 0. */
  readonly worker: number;
  readonly workers: number;
  readonly batchSize: number;
}

/** A worker's shard of one batch. */
export interface LoadedShard {
  readonly shard: Batch;
  /** Samples of the batch before the shard. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly batchSize: number;
  /** Workers that have a shard of the batch: a batch with fewer samples than the pool has workers leaves some without. */
  readonly workers: number;
}

interface BatchPosition {
  readonly epoch: number;
  readonly batch: number;
}

/** A shard whose images are being made. */
interface PendingShard extends BatchPosition, Omit<LoadedShard, 'shard'> {
  readonly generator: BatchGenerator;
  /** Set when it is complete. */
  shard?: Batch;
}

/** Evenly divides items among workers; shard sizes differ by at most one. */
export function shardOf(items: number, worker: number, workers: number): ShardRange {
  return {
    from: Math.floor((worker * items) / workers),
    to: Math.floor(((worker + 1) * items) / workers),
  };
}

/** Makes the shards of one worker. It makes the next one ahead, image by image, while the worker has nothing else to do. */
export class ShardLoader {
  readonly #data: Dataset;
  readonly #options: BatchOptions;
  readonly #place: WorkerPlace;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | undefined;
  #next: BatchPosition | undefined;
  #prefetched: PendingShard | undefined;

  constructor(data: Dataset, options: BatchOptions, place: WorkerPlace) {
    this.#data = data;
    this.#options = options;
    this.#place = place;
  }

  /** The shard of a batch. From now on {@link prefetch} makes that of the following batch. */
  take(epoch: number, batch: number): LoadedShard {
    const prefetched = this.#prefetched;
    const pending =
      prefetched?.epoch === epoch && prefetched.batch === batch ? prefetched : this.#begin({ epoch, batch });
    const batches = Math.ceil(this.#data.size / this.#place.batchSize);
    this.#next = batch + 1 < batches ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
    this.#prefetched = undefined;
    const { generator, from, batchSize, workers, shard = finishBatch(generator) } = pending;
    return { shard, from, batchSize, workers };
  }

  /** Makes one more image of the next shard. @returns false if the shard is complete */
  prefetch(): boolean {
    if (this.#next === undefined) return false;
    this.#prefetched ??= this.#begin(this.#next);
    if (this.#prefetched.shard !== undefined) return false;
    const { done, value } = this.#prefetched.generator.next();
    if (done === true) this.#prefetched.shard = value;
    return true;
  }

  #begin({ epoch, batch }: BatchPosition): PendingShard {
    const { worker, batchSize } = this.#place;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, samples: orderSamples(this.#data.size, this.#options.seed, epoch) };
    }
    const samples = this.#order.samples.subarray(batch * batchSize, (batch + 1) * batchSize);
    const workers = Math.min(this.#place.workers, samples.length);
    // A worker without a shard of this batch is not asked for one; what it prefetches is empty.
    const range = worker < workers ? shardOf(samples.length, worker, workers) : { from: 0, to: 0 };
    const generator = generateBatch(this.#data, samples, epoch, this.#options, range);
    return { epoch, batch, generator, from: range.from, batchSize: samples.length, workers };
  }
}
