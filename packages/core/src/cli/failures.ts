import { findNearest } from '../findNearest';

import { shortenText } from '../errors';

/** An invalid command line. The program ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super(shortenText(message), options);
  }
}

/** A failure that is explained to the user. The program ends with exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(message: string, options?: ErrorOptions) {
    super(shortenText(message), options);
  }
}

/** Exit codes of signals: 128 and the number of the signal. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The reason of an abort by Ctrl-C, by a request to terminate, or by a terminal that closes. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: keyof typeof SIGNAL_CODES = 'SIGINT') {
    super('Interrupted');
    this.exitCode = SIGNAL_CODES[signal];
  }
}

/**
 * A sentence that asks whether the nearest of some words is meant, with a space before it; empty if none is near, or the word is known.
 * @param dashes - before the word: `--`
 */
export function hintAt(typed: string | undefined, words: readonly string[], dashes = ''): string {
  // Digits that look alike are another number, and a choice that goes on after a colon is no whole value.
  const whole = words.filter((word) => Number.isNaN(Number(word)) && !word.endsWith(':'));
  const nearest = typed === undefined ? undefined : findNearest(typed, whole);
  return nearest === undefined || nearest === typed ? '' : ` Did you mean ${dashes}${nearest}?`;
}
