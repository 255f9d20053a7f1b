import { parseArgs } from 'node:util';
import type { Host } from './Host';
import { UsageError } from './failures';
import { findNearest } from './parseValue';

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

/** An option of a command: `--epochs 10`. */
interface Flag {
  readonly type: 'string' | 'boolean';
  /** One letter: `-h`. */
  readonly short?: string;
  /** Whether it may be given more than once. */
  readonly multiple?: boolean;
  /** Placeholder of its value in the help: `<n>`. */
  readonly value?: string;
  /** The option of the library that it sets, if that is not its name in camel case. */
  readonly option?: string;
  /** What it does, for the help. */
  readonly about: string;
}

/** The options of a command by name, without their dashes. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What was given for the flags of a table. */
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
 * Reads a command's arguments.
 * @throws UsageError for an unknown flag, with the nearest known one; for a missing or surplus value
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
  // Of Node's message only the first sentence fits: what follows is about its own options.
  if (unknown === undefined) return message.split('\n')[0]!;
  const nearest = findNearest(unknown.replace(/^-+/, ''), names);
  return `Unknown option ${unknown}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`;
}
