import type { ErrorCode, Random } from '@ferkit/core/datasets';

/** A handwritten hostile input and its expected outcome. */
export interface HostileCase<Input> {
  readonly name: string;
  /** The error code, or `result` if the input has to be accepted. */
  readonly expected: ErrorCode | 'UsageError' | 'result';
  readonly create: () => Input | Promise<Input>;
}

/** A fuzz target: one entry point of ferkit that takes untrusted bytes, texts or objects. */
export interface FuzzTarget<Input> {
  /** Valid inputs: the corpus for mutations. Each is also run unchanged. */
  readonly seeds: readonly Input[];
  readonly hostile: readonly HostileCase<Input>[];
  /** Mutates one of the seeds. */
  mutate(random: Random): Input;
  /**
   * Runs ferkit on an input. Passes on errors of ferkit; throws a plain error if the result violates an invariant.
   */
  run(input: Input): Promise<void>;
  /** The input as bytes, to be kept in a file. */
  toBytes(input: Input): Uint8Array;
  /** Removes files that the target created. */
  close?(): Promise<void>;
}

/** Budgets of a target, known before its process starts. */
export interface TargetFacts {
  /** Number of inputs per 1,000 of the whole run: slow targets get fewer. */
  readonly share: number;
  /** Maximum peak memory above that after the valid inputs, in MiB. */
  readonly memory: number;
}
