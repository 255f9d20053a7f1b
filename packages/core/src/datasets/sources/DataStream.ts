import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import type { ByteSource } from '../../platform/Platform';
import { malformed } from '../malformed';
import { peekChunks, type PeekedChunks } from './peekChunks';

/** An opened file of a dataset, gzip undone. */
export interface DataStream extends PeekedChunks {
  /** The path, URL or file name, for messages. */
  readonly name: string;
  /** Size of the file as it is stored, where that is known. */
  readonly totalBytes?: number;
  /** How much of the file was read by now, as it is stored. */
  bytesRead(): number;
}

/** Enough for every magic number that is looked for, and for the first zeros of UTF-16. */
const HEAD_BYTES = 512;

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Opens a file; whether it is gzip shows in its first bytes, not in its name.
 * @throws SOURCE_UNREADABLE, and DATASET_MALFORMED where the gzip is damaged
 */
export async function openDataStream(source: ByteSource, options: Abortable): Promise<DataStream> {
  const { name, size, chunks } = await platform.openBytes(source, options);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const stored = await peekChunks(counted(), 2);
  const unpacked = isGzip(stored.head) ? unpack(name, stored.chunks, options) : stored.chunks;
  const stream = await peekChunks(unpacked, HEAD_BYTES);
  const close = async (): Promise<void> => {
    await stream.close();
    await stored.close();
  };
  return { ...stream, close, name, ...(size === undefined ? {} : { totalBytes: size }), bytesRead: () => bytes };
}

async function* unpack(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  { signal }: Abortable,
): AsyncGenerator<Uint8Array> {
  try {
    yield* platform.gunzip(chunks);
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw malformed({
      source: name,
      expected: 'a whole gzip file',
      received: `damaged or truncated gzip (${error instanceof Error ? error.message : String(error)})`,
      next: 'Fetch or compress the file again.',
      cause: error,
    });
  }
}
