import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { guardChunks } from '../guardChunks';
import type { ByteStream } from '../Platform';
import { reasonOf } from '../reasonOf';
import { sourceUnreadable } from '../sourceUnreadable';

/** Large enough that the calls between threads do not count, small enough for the cache: 1 MiB. */
const CHUNK_BYTES = 1 << 20;

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  // Plain Uint8Arrays, because a Buffer's slice() is a view and would alias where the browser's copies.
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}

/**
 * Opens a file by its path.
 * @throws SOURCE_UNREADABLE with the errno code
 */
export async function openPath(path: string, signal?: AbortSignal): Promise<ByteStream> {
  let facts;
  try {
    facts = await stat(path);
  } catch (error) {
    throw sourceUnreadable(path, { expected: 'a readable file', received: reasonOf(error) }, error);
  }
  if (facts.isDirectory()) throw sourceUnreadable(path, { expected: 'a readable file', received: 'a folder' });
  // A pipe or device has no size to tell.
  const size = facts.isFile() ? { size: facts.size } : {};
  return { name: path, ...size, chunks: guardChunks(readChunks(path), path, signal) };
}
