/** An invalid command line. The program ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that is explained to the user. The program ends with exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The reason of an abort by Ctrl-C. The program ends with exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted');
  }
}
