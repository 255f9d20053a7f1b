/** A command line that cannot be understood. The program then ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
