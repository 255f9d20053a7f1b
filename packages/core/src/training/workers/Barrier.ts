const ARRIVED = 0;
const ROUND = 1;

/** Milliseconds that a thread watches for the others before it sleeps: most come within them, and waking takes its time. */
const MOST_WATCHING = 1;
/** How often it looks between two looks at the clock. */
const LOOKS = 200;

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
    while (Atomics.load(state, ROUND) === round && this.#meanwhile());
    if (!this.#watch(round)) Atomics.wait(state, ROUND, round);
  }

  /** @returns whether the others came while it watched */
  #watch(round: number): boolean {
    const end = performance.now() + MOST_WATCHING;
    do {
      for (let look = 0; look < LOOKS; look++) if (Atomics.load(this.#state, ROUND) !== round) return true;
    } while (performance.now() < end);
    return false;
  }
}
