/** The reason of an abort by Ctrl-C. The program then ends with exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted');
  }
}
