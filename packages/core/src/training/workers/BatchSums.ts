import type { BatchPeers } from '../../backends/normalizeBatch';
import type { Barrier } from './Barrier';
import type { TeamMemory } from './TeamMemory';

/** Adds up the numbers of the workers of one batch, always in the order of the workers: all get the same bits. */
export class BatchSums implements BatchPeers {
  readonly #exchange: Float64Array;
  readonly #barrier: Barrier;
  readonly #worker: number;
  /** How many numbers each worker has room for. */
  readonly #room: number;
  #workers = 1;
  #half = 0;

  /** @param workers - of the whole team */
  constructor({ exchange }: TeamMemory, barrier: Barrier, worker: number, workers: number) {
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
