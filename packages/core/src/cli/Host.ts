import type { Screen } from './Screen';

/** The world as a command sees it. Tests pass one of their own. */
export interface Host {
  /** Results. */
  readonly out: Screen;
  /** Progress of commands whose results may be piped on, notices and errors. */
  readonly error: Screen;
  readonly environment: NodeJS.ProcessEnv;
  /** How the program was called, for commands that are to be typed again: `ferkit`, `npx ferkit`. */
  readonly program: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The lines that come on standard input, as they come; they end where the signal is aborted. */
  readLines(): AsyncIterable<string>;
}

/** Joins arguments so that a POSIX shell takes them apart again in the same way. */
export function quoteCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
