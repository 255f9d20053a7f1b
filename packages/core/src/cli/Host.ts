import type { Screen } from './Screen';

/** The environment of a command. Tests pass one of their own. */
export interface Host {
  /** Results. */
  readonly out: Screen;
  /** Notices, errors, and the progress of commands whose results may be piped. */
  readonly error: Screen;
  readonly environment: NodeJS.ProcessEnv;
  /** The way the program was called, for printed commands: `ferkit`, `npx ferkit`. */
  readonly program: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The lines of standard input as they arrive, until the signal is aborted. */
  readLines(): AsyncIterable<string>;
}

/** Quotes arguments for a POSIX shell. */
export function quoteCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
