/** What the process of a target prints at its end. */
export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that were taken for what they are. */
  readonly results: number;
  /** Inputs that were refused, by the code of the error. */
  readonly errors: Readonly<Record<string, number>>;
  /** Processor time of the slowest input, in milliseconds. */
  readonly slowest: number;
  /** What the process held at most, over what it held after its good inputs, in MiB. */
  readonly memory: number;
  /** What of JavaScript and its buffers is left at the end, once garbage is collected, over what the good inputs left, in MiB. */
  readonly left: number;
}

/** An input that ferkit did not stand up to. */
export interface FuzzFailure {
  /** The seed of its random numbers. */
  readonly seed: number;
  /** Its number, or the name of a hostile case. */
  readonly input: string;
  readonly reason: string;
}
