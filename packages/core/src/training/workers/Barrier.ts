const ARRIVED = 0;
const ROUND = 1;

/** Where threads wait for each other, in memory that they share. */
export class Barrier {
  static readonly BYTES = 8;
  readonly #state: Int32Array;
  readonly #meanwhile: () => boolean;

  /** @param meanwhile - does a little of what else there is to do, and says whether it did: a thread waits with that first */
  constructor(memory: SharedArrayBuffer, meanwhile: () => boolean) {
    this.#state = new Int32Array(memory);
    this.#meanwhile = meanwhile;
  }

  /** Returns when so many threads have called it; what each had written before it can then be read by all. */
  wait(threads: number): void {
    const state = this.#state;
    const round = Atomics.load(state, ROUND);
    if (Atomics.add(state, ARRIVED, 1) === threads - 1) {
      Atomics.store(state, ARRIVED, 0);
      Atomics.add(state, ROUND, 1);
      Atomics.notify(state, ROUND);
      return;
    }
    while (Atomics.load(state, ROUND) === round) {
      if (!this.#meanwhile()) Atomics.wait(state, ROUND, round);
    }
  }
}
