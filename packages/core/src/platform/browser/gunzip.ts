import { readStream } from '../byteChunks';

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<BufferSource> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<BufferSource>({
    async pull(controller) {
      const result = await iterator.next();
      if (result.done === true) controller.close();
      // No source makes chunks of shared memory, which would have to be copied first.
      else controller.enqueue(result.value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** `Platform.gunzip` for the browser. Unlike Node's zlib, the browser accepts a single gzip member only. */
export function gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return readStream(toStream(chunks).pipeThrough(new DecompressionStream('gzip')));
}
