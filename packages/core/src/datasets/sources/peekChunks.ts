/** The beginning of a stream, and the stream with its beginning put back. */
export interface PeekedChunks {
  /** The first bytes: as many as asked for, fewer where the stream is shorter. */
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the stream where it is not read to its end. May be called at any time, and more than once. */
  close(): Promise<void>;
}

/** Looks at the first bytes of a stream without taking them away. */
export async function peekChunks(source: AsyncIterable<Uint8Array>, count: number): Promise<PeekedChunks> {
  const iterator = source[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const result = await iterator.next();
    if (result.done === true) break;
    seen.push(result.value);
    length += result.value.length;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of seen) {
    head.set(chunk, at);
    at += chunk.length;
  }
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };

  async function* replay(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen.splice(0);
      for (;;) {
        const result = await iterator.next();
        if (result.done === true) return;
        yield result.value;
      }
    } finally {
      await close();
    }
  }
  return { head: head.subarray(0, count), chunks: replay(), close };
}
