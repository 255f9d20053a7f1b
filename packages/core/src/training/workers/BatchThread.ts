import { platform } from '#platform';
import type { Dataset } from '../../datasets/Dataset';
import { copyColumns, type DatasetColumns } from '../../datasets/DatasetColumns';
import type { Thread, Threads } from '../../platform/Platform';
import type { Batch, BatchOptions } from '../batches/createBatch';

/** What the thread is told; it answers each `make` with the batch. */
export type BatchRequest =
  | { readonly type: 'open'; readonly data: DatasetColumns; readonly options: BatchOptions }
  | ({ readonly type: 'make' } & BatchOrder);

/** See `createBatch`. */
interface BatchOrder {
  readonly samples: Uint32Array;
  readonly epoch: number;
}

/** Makes a batch in this thread. Given, because a bundler would load its code with every page if it were imported here. */
type MakeBatch = (samples: Uint32Array, epoch: number) => Batch;

/** A batch that the thread has not made yet. */
interface Making extends BatchOrder {
  readonly resolve: (batch: Batch | Promise<Batch>) => void;
}

/**
 * A thread that makes the batches of a run while this one is kept by the steps, as TensorFlow keeps it. Should it break off, this
 * one makes them: they are the same.
 */
export class BatchThread {
  readonly #makeHere: MakeBatch;
  readonly #thread: Thread;
  readonly #makings: Making[] = [];
  #isBroken = false;

  private constructor(threads: Threads, data: Dataset, options: BatchOptions, makeHere: MakeBatch) {
    this.#makeHere = makeHere;
    this.#thread = threads.start('batchWorker', {
      onMessage: (batch) => this.#makings.shift()!.resolve(batch as Batch),
      onBroken: () => {
        this.#isBroken = true;
        for (const making of this.#makings.splice(0)) making.resolve(this.#makeWithout(making));
      },
    });
    const shared = copyColumns(data, (bytes) => new SharedArrayBuffer(bytes));
    this.#post({ type: 'open', data: shared, options });
  }

  /** @returns undefined where there is no core for it, or no thread to be had, as in a program that a bundler put into one file */
  static start(data: Dataset, options: BatchOptions, makeHere: MakeBatch): BatchThread | undefined {
    const { threads } = platform;
    if (threads === undefined || threads.cores === 1) return undefined;
    try {
      return new BatchThread(threads, data, options, makeHere);
    } catch {
      return undefined;
    }
  }

  /** Makes a batch, after those that were asked for before. */
  make(samples: Uint32Array, epoch: number): Promise<Batch> {
    // A view would take the order of the whole epoch along.
    const order = { samples: samples.slice(), epoch };
    if (this.#isBroken) return this.#makeWithout(order);
    this.#post({ type: 'make', ...order });
    return new Promise((resolve) => this.#makings.push({ ...order, resolve }));
  }

  /** Ends the thread; what it has not made yet never comes. */
  async end(): Promise<void> {
    await this.#thread.end();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
  async #makeWithout({ samples, epoch }: BatchOrder): Promise<Batch> {
    return this.#makeHere(samples, epoch);
  }

  #post(request: BatchRequest): void {
    this.#thread.post(request);
  }
}
