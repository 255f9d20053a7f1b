/**
 * Reads a web stream chunk by chunk, and cancels it when the reader leaves early. Safari's streams are not async
 * iterable, hence the reader.
 */
export async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let exhausted = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        exhausted = true;
        return;
      }
      yield value;
    }
  } finally {
    // Not awaited, for an early exit should not wait for a slow network; a failing cancel has nothing left to tell.
    if (!exhausted) void reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
