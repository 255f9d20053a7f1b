/** A command line that cannot be understood. The program then ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What keeps a command from doing its work, in words for the user. The program then ends with exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The reason of an abort by Ctrl-C. The program then ends with exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted');
  }
}
