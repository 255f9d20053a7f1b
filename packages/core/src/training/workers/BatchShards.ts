import type { Dataset } from '../../datasets/Dataset';
import { type BatchParts, createInParts, finishBatch } from '../batches/createBatch';
import type { Batch, BatchOptions } from '../batches/mixup';
import { orderSamples } from '../batches/orderSamples';
import { shardOf, type WorkerAssignment } from './SharedMemory';

/** A worker's share of one batch. */
export interface PreparedShard {
  readonly share: Batch;
  /** Samples of the batch before the share. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly samples: number;
  /** How many workers the batch is large enough for. */
  readonly workers: number;
}

interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/** A share that is being made; `share` is there when it is. */
interface Making extends Position, Omit<PreparedShard, 'share'> {
  readonly parts: BatchParts;
  share?: Batch;
}

/** Makes the shares of one worker, each ahead of its step as far as there is time. */
export class BatchShards {
  readonly #data: Dataset;
  readonly #options: BatchOptions;
  readonly #assignment: Pick<WorkerAssignment, 'worker' | 'workers' | 'batchSize'>;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | undefined;
  #coming: Position | undefined;
  #ahead: Making | undefined;

  constructor(
    data: Dataset,
    options: BatchOptions,
    assignment: Pick<WorkerAssignment, 'worker' | 'workers' | 'batchSize'>,
  ) {
    this.#data = data;
    this.#options = options;
    this.#assignment = assignment;
  }

  /** The share of a batch; the one after it is what {@link advance} makes then. */
  take(epoch: number, batch: number): PreparedShard {
    const ahead = this.#ahead;
    const making = ahead?.epoch === epoch && ahead.batch === batch ? ahead : this.#begin({ epoch, batch });
    const batches = Math.ceil(this.#data.size / this.#assignment.batchSize);
    this.#coming = batch + 1 < batches ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
    this.#ahead = undefined;
    const { parts, from, samples, workers, share = finishBatch(parts) } = making;
    return { share, from, samples, workers };
  }

  /** Makes one more image of the next share. @returns whether there was one to make */
  advance(): boolean {
    if (this.#coming === undefined) return false;
    this.#ahead ??= this.#begin(this.#coming);
    if (this.#ahead.share !== undefined) return false;
    const { done, value } = this.#ahead.parts.next();
    if (done === true) this.#ahead.share = value;
    return true;
  }

  #begin({ epoch, batch }: Position): Making {
    const { worker, batchSize } = this.#assignment;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, samples: orderSamples(this.#data.size, this.#options.seed, epoch) };
    }
    const samples = this.#order.samples.subarray(batch * batchSize, (batch + 1) * batchSize);
    const workers = Math.min(this.#assignment.workers, samples.length);
    // A worker that the batch is too small for is not asked for it.
    const range = worker < workers ? shardOf(samples.length, worker, workers) : { from: 0, to: 0 };
    const parts = createInParts(this.#data, samples, epoch, this.#options, range);
    return { epoch, batch, parts, from: range.from, samples: samples.length, workers };
  }
}
