import { createBatch, type Batch, type BatchOptions } from '../../batches/createBatch';
import type { Dataset } from '../../datasets/Dataset';
import { orderSamples } from '../orderSamples';
import { shareOf } from './shareOf';
import type { TeamAssignment } from './TeamMessage';

/** A worker's share of one batch. */
export interface PreparedShare {
  readonly epoch: number;
  readonly batch: number;
  readonly share: Batch;
  /** Samples of the batch before the share. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly samples: number;
  /** How many workers the batch is large enough for. */
  readonly workers: number;
}

/** Makes the shares of one worker, each ahead of its step if there is time. */
export class BatchShares {
  readonly #data: Dataset;
  readonly #options: BatchOptions;
  readonly #assignment: Pick<TeamAssignment, 'worker' | 'workers' | 'batchSize'>;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | undefined;
  #ahead: PreparedShare | undefined;

  constructor(
    data: Dataset,
    options: BatchOptions,
    assignment: Pick<TeamAssignment, 'worker' | 'workers' | 'batchSize'>,
  ) {
    this.#data = data;
    this.#options = options;
    this.#assignment = assignment;
  }

  /** The share of a batch. */
  take(epoch: number, batch: number): PreparedShare {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead?.epoch === epoch && ahead.batch === batch ? ahead : this.#make(epoch, batch);
  }

  /** Makes the share of the batch after one. */
  prepareNext(epoch: number, batch: number): void {
    const batches = Math.ceil(this.#data.size / this.#assignment.batchSize);
    this.#ahead = batch + 1 < batches ? this.#make(epoch, batch + 1) : this.#make(epoch + 1, 0);
  }

  #make(epoch: number, batch: number): PreparedShare {
    const { worker, batchSize } = this.#assignment;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, samples: orderSamples(this.#data.size, this.#options.seed, epoch) };
    }
    const samples = this.#order.samples.subarray(batch * batchSize, (batch + 1) * batchSize);
    const workers = Math.min(this.#assignment.workers, samples.length);
    // A worker that the batch is too small for is not asked for it.
    const range = worker < workers ? shareOf(samples.length, worker, workers) : { from: 0, to: 0 };
    const share = createBatch(this.#data, samples, epoch, this.#options, range);
    return { epoch, batch, share, from: range.from, samples: samples.length, workers };
  }
}
