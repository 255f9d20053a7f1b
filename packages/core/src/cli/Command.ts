import type { FlagTable, FlagValues } from './Flag';
import type { Host } from './Host';
import { parseFlags } from './parseFlags';

/** What the help says about a command. */
export interface CommandDescription {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What follows the name and the options: `<file...>`. */
  readonly operands?: string;
  /** Lines under the summary: what it promises. */
  readonly details?: readonly string[];
  readonly flags: FlagTable;
  /** Each a whole command line, without the program's name, and what it does. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
}

/** A call of a command. */
export interface CommandCall<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
  readonly positionals: readonly string[];
  /** The arguments as they were given, to repeat them. */
  readonly args: readonly string[];
  readonly host: Host;
}

/** A command of the program. */
export interface Command extends CommandDescription {
  /** @returns the exit code */
  run(args: readonly string[], host: Host): Promise<number>;
}

/** Makes a command whose arguments are read by its table of flags. */
export function defineCommand<const Flags extends FlagTable>({
  run,
  ...description
}: Omit<CommandDescription, 'flags'> & {
  readonly flags: Flags;
  readonly run: (call: CommandCall<Flags>) => Promise<number>;
}): Command {
  return {
    ...description,
    run: (args, host) => run({ ...parseFlags(args, description.flags), args, host }),
  };
}
