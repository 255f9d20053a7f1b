import type { Host } from './Host';
import { UsageError } from './failures';
import { type FlagTable, type FlagValues, type GivenFlags, parseFlags } from './Flag';
import { silentScreen } from './Screen';

/** The description of a command, for the help and for completion. */
export interface CommandDescription {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Operands after the options: `<file...>`. */
  readonly operands?: string;
  /** Words that complete the first operand. */
  readonly actions?: readonly string[];
  /** Paths that complete the other operands. */
  readonly completes?: 'file' | 'folder';
  /** Text under the summary: lines of paragraphs, which an empty line parts, and terms with their explanations. */
  readonly details?: readonly (string | readonly [term: string, about: string])[];
  readonly flags: FlagTable;
  /** Command lines without the program's name, each with its purpose. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
}

/** A call of a command. */
export interface CommandCall<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
  readonly given: GivenFlags;
  readonly positionals: readonly string[];
  /** The raw arguments, to print the command again. */
  readonly args: readonly string[];
  readonly host: Host;
}

/** A command of the program. */
export interface Command extends CommandDescription {
  /** @returns the exit code */
  run(args: readonly string[], host: Host): Promise<number>;
}

/** The flag of commands that show progress or notices. */
export const quietFlag = {
  quiet: { type: 'boolean', about: 'no progress and no notices: results and errors only' },
} as const;

/** Defines a command whose arguments are parsed by its table of flags. */
export function defineCommand<const Flags extends FlagTable>({
  run,
  ...description
}: Omit<CommandDescription, 'flags'> & {
  readonly flags: Flags;
  readonly run: (call: CommandCall<Flags>) => Promise<number>;
}): Command {
  const { name, flags, operands } = description;
  return {
    ...description,
    run: (args, host) => {
      const { values, given, positionals } = parseFlags(args, flags);
      if (operands === undefined && positionals.length > 0) {
        const hint = Object.hasOwn(flags, 'data') ? ` Did you mean --data ${positionals[0]!}?` : '';
        throw new UsageError(`${name} takes options only, and "${positionals[0]!}" is none.${hint}`);
      }
      const isQuiet = given.quiet === true;
      return run({ values, given, positionals, args, host: isQuiet ? { ...host, notices: silentScreen } : host });
    },
  };
}
