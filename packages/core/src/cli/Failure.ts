/** What keeps a command from doing its work, in words for the user. The program then ends with exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
