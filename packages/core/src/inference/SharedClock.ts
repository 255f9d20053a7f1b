/**
 * Measures work that runs at the same time as other work: each moment is divided evenly among all work that is running in it. The
 * times of all work therefore sum to no more than the time that has passed.
 */
export class SharedClock {
  readonly #running = new Set<{ share: number }>();
  #last = 0;

  /** Runs work and measures its share of the time, in milliseconds. */
  async measure<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly milliseconds: number }> {
    const work = { share: 0 };
    this.#advance();
    this.#running.add(work);
    try {
      const result = await run();
      this.#advance();
      return { result, milliseconds: work.share };
    } finally {
      this.#advance();
      this.#running.delete(work);
    }
  }

  #advance(): void {
    const now = performance.now();
    for (const work of this.#running) work.share += (now - this.#last) / this.#running.size;
    this.#last = now;
  }
}
