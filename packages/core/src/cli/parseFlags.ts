import { parseArgs } from 'node:util';
import { findNearest } from './findNearest';
import type { FlagTable, FlagValues } from './Flag';
import { UsageError } from './UsageError';

/** A parsed command line, without the command's name. */
export interface ParsedArguments<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
  readonly positionals: string[];
}

/**
 * Reads a command's arguments.
 * @throws UsageError for an unknown flag, with the nearest known one; for a missing or surplus value
 */
export function parseFlags<Flags extends FlagTable>(args: readonly string[], flags: Flags): ParsedArguments<Flags> {
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
