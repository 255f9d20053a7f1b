/** The report that a target's process prints at its end. */
export interface FuzzReport {
  readonly inputs: number;
  /** Number of inputs that were accepted. */
  readonly results: number;
  /** Number of refused inputs by error code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Processor time of the slowest input, in milliseconds. */
  readonly slowest: number;
  /** Peak memory above that after the valid inputs, in MiB. */
  readonly memory: number;
  /** Heap and array buffers retained after garbage collection, above those after the valid inputs, in MiB. */
  readonly left: number;
}

/** An input that ferkit handled wrongly. */
export interface FuzzFailure {
  /** The seed of its random numbers. */
  readonly seed: number;
  /** Number of the mutated input, or name of a hostile case. */
  readonly input: string;
  readonly reason: string;
}
