import type { ErrorCode, Random } from '@ferkit/core/datasets';

/** An input that somebody thought of, and what ferkit has to say to it. */
export interface HostileCase<Input> {
  readonly name: string;
  /** The code of the error, or `result` where it is to be taken for what it is. */
  readonly expected: ErrorCode | 'UsageError' | 'result';
  readonly create: () => Input | Promise<Input>;
}

/** One door through which bytes, texts or objects of others come in. */
export interface FuzzTarget<Input> {
  /** Inputs that are as they should be; each is run as it is, too. */
  readonly seeds: readonly Input[];
  readonly hostile: readonly HostileCase<Input>[];
  /** Damages one of the seeds. */
  mutate(random: Random): Input;
  /**
   * Gives an input to ferkit. Whatever ferkit throws is passed on; a result that breaks what is promised of it is thrown as a
   * plain error.
   */
  run(input: Input): Promise<void>;
  /** The input as bytes, for a file to look at. */
  toBytes(input: Input): Uint8Array;
  /** Takes away what the target has made. */
  close?(): Promise<void>;
}

/** What is known of a target before its process is started. */
export interface TargetFacts {
  /** How many of 1,000 inputs it gets: the slow ones get fewer. */
  readonly share: number;
  /** How much more than after its good inputs the process may hold at any time, in MiB. */
  readonly memory: number;
}
