const ARRIVED = 0;
const ROUND = 1;

/** Milliseconds that a thread spins before it sleeps: most threads arrive within them, and waking up takes time. */
const SPIN_MILLISECONDS = 1;
/** Spins between two reads of the clock, which are slow. */
const SPINS_PER_CHECK = 200;

/** A barrier for threads, in shared memory. */
export class Barrier {
  static readonly BYTES = 8;
  readonly #state: Int32Array;
  readonly #work: () => boolean;

  /** @param work - called by a waiting thread: does a small piece of other work, and returns false if there is none */
  constructor(memory: SharedArrayBuffer, work: () => boolean) {
    this.#state = new Int32Array(memory);
    this.#work = work;
  }

  /** Returns when this many threads have called it. Each then sees what all of them had written to shared memory before. */
  wait(threads: number): void {
    const state = this.#state;
    const round = Atomics.load(state, ROUND);
    if (Atomics.add(state, ARRIVED, 1) === threads - 1) {
      Atomics.store(state, ARRIVED, 0);
      Atomics.add(state, ROUND, 1);
      Atomics.notify(state, ROUND);
      return;
    }
    while (Atomics.load(state, ROUND) === round && this.#work());
    if (!this.#spin(round)) Atomics.wait(state, ROUND, round);
  }

  /** @returns true if all threads arrived meanwhile */
  #spin(round: number): boolean {
    const end = performance.now() + SPIN_MILLISECONDS;
    do {
      for (let spin = 0; spin < SPINS_PER_CHECK; spin++) if (Atomics.load(this.#state, ROUND) !== round) return true;
    } while (performance.now() < end);
    return false;
  }
}
