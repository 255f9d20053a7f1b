/** Reads exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, in an array of their own: fewer than asked for where the stream ends. */
  async read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const read = await this.#take(length, (part, at) => bytes.set(part, at));
    return read === length ? bytes : bytes.subarray(0, read);
  }

  /** Passes bytes by without keeping them. @returns how many there were */
  skip(length: number): Promise<number> {
    return this.#take(length, () => undefined);
  }

  /** Ends the stream where it is. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #take(length: number, use: (part: Uint8Array, at: number) => void): Promise<number> {
    let taken = 0;
    while (taken < length) {
      if (this.#at === this.#chunk.length) {
        const next = await this.#chunks.next();
        if (next.done === true) break;
        this.#chunk = next.value;
        this.#at = 0;
      }
      const part = this.#chunk.subarray(this.#at, this.#at + length - taken);
      use(part, taken);
      this.#at += part.length;
      taken += part.length;
    }
    return taken;
  }
}
