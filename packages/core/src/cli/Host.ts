import type { Screen } from './Screen';

/** The environment of a command. Tests pass one of their own. */
export interface Host {
  /** Results. */
  readonly out: Screen;
  /** Errors. */
  readonly error: Screen;
  /** Notices, and the progress of commands whose results may be piped, on standard error; silent with --quiet. */
  readonly notices: Screen;
  readonly environment: NodeJS.ProcessEnv;
  /** The way the program was called, for printed commands: `ferkit`, `npx ferkit`. */
  readonly program: string;
  /** Aborted by Ctrl-C, or by a request to terminate. */
  readonly signal: AbortSignal;
  /** The bytes of standard input as they arrive, until the signal is aborted. */
  readInput(): AsyncIterable<Uint8Array>;
}

/** Quotes arguments for a POSIX shell. */
export function quoteCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
