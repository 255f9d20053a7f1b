import { readStream } from '../byteChunks';

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<BufferSource> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<BufferSource>({
    async pull(controller) {
      const result = await iterator.next();
      if (result.done === true) controller.close();
      // The cast is safe: no byte source yields chunks of shared memory.
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
