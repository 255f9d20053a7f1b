import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import type { ByteSource } from '../../platform/Platform';
import { collectBytes } from '../../platform/byteChunks';
import { malformed } from '../malformed';

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

/** The beginning of a stream, and the stream with its beginning put back. */
interface PeekedChunks {
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

/** More than this is no small text file, however well it was packed. */
const MOST_BYTES = 1 << 26;

/** A small text file. */
interface TextFile {
  readonly name: string;
  /** Its lines without their ends; blank ones at the end of the file are left out. */
  readonly lines: readonly string[];
}

/**
 * Reads a small text file whole, gzip undone.
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED where it is not UTF-8 or too long
 */
export async function readText(source: ByteSource, options: Abortable): Promise<TextFile> {
  const stream = await openDataStream(source, options);
  const bytes = await collectBytes(stream, (loaded) => {
    if (loaded <= MOST_BYTES) return;
    throw malformed({ source: stream.name, expected: `at most ${MOST_BYTES} bytes of text`, received: 'more' });
  }).finally(() => stream.close());
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const next = 'Save the file as UTF-8.';
    throw malformed({ source: stream.name, expected: 'text in UTF-8', received: 'other bytes', next, cause: error });
  }
  return { name: stream.name, lines: text.trimEnd().split(/\r?\n/) };
}
