const ARRIVED = 0;
const ROUND = 1;

/** Where threads wait for each other, in memory that they share. */
export class Barrier {
  static readonly BYTES = 8;
  readonly #state: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#state = new Int32Array(memory);
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
    while (Atomics.load(state, ROUND) === round) Atomics.wait(state, ROUND, round);
  }
}
