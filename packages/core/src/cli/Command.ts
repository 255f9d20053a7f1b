import { parseArgs } from 'node:util';
import type { Host } from './Host';
import { UsageError } from './failures';
import { findNearest } from './parseValue';

/** The description of a command, for the help. */
export interface CommandDescription {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Operands after the options: `<file...>`. */
  readonly operands?: string;
  /** Lines under the summary. */
  readonly details?: readonly string[];
  readonly flags: FlagTable;
  /** Command lines without the program's name, each with its purpose. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
}

/** A call of a command. */
export interface CommandCall<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
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

/** Defines a command whose arguments are parsed by its table of flags. */
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

/** An option of a command: `--epochs 10`. */
interface Flag {
  readonly type: 'string' | 'boolean';
  /** One letter: `-h`. */
  readonly short?: string;
  /** True if it may be given more than once. */
  readonly multiple?: boolean;
  /** Placeholder of its value in the help: `<n>`. */
  readonly value?: string;
  /** The option of the library that it sets, if that is not its name in camel case. */
  readonly option?: string;
  /** For the help. */
  readonly about: string;
}

/** The options of a command by name, without their dashes. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The given values of a table of flags. */
export type FlagValues<Flags extends FlagTable> = {
  readonly [Name in keyof Flags]?: Flags[Name] extends { readonly type: 'boolean' }
    ? boolean
    : Flags[Name] extends { readonly multiple: true }
      ? readonly string[]
      : string;
};

/** A parsed command line, without the command's name. */
interface ParsedArguments<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
  readonly positionals: string[];
}

/**
 * Parses a command's arguments.
 * @throws UsageError for an unknown flag, with the nearest known one, and for a missing or surplus value
 */
function parseFlags<Flags extends FlagTable>(args: readonly string[], flags: Flags): ParsedArguments<Flags> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    return { values: values as FlagValues<Flags>, positionals };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(explain(error, Object.keys(flags)), { cause: error });
  }
}

function explain({ message }: Error, names: readonly string[]): string {
  const unknown = /^Unknown option '(-[^']+)'/.exec(message)?.[1];
  // The rest of Node's message is about the options of `parseArgs`.
  if (unknown === undefined) return message.split('\n')[0]!;
  const nearest = findNearest(unknown.replace(/^-+/, ''), names);
  return `Unknown option ${unknown}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`;
}
