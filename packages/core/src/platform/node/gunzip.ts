import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 1 << 20;

/** `Platform.gunzip` for Node: zlib on its own thread, so that unpacking and parsing overlap; takes several members. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  // The callback only keeps a failure from being "unhandled": pipeline hands it to the iteration below by itself.
  pipeline(Readable.from(chunks), unpacked, () => undefined);
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}
