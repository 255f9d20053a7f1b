import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import { isGzip, utf16Of } from '../../fileSignatures';
import type { ByteSource } from '../../platform/Platform';
import { collectBytes } from '../../platform/byteChunks';
import { malformed } from '../malformed';

/** An opened file of a dataset, decompressed. */
export interface DataStream extends PeekedChunks {
  /** The path, URL or file name, for messages. */
  readonly name: string;
  /** Size of the file in bytes, before decompression; absent if unknown. */
  readonly totalBytes?: number;
  /** Bytes of the file read so far, before decompression. */
  bytesRead(): number;
}

/** Enough for every magic number that is checked, and to find the zero bytes of UTF-16. */
const HEAD_BYTES = 512;

/**
 * Opens a file and decompresses gzip, which is detected by the first bytes, not by the name.
 * @throws SOURCE_UNREADABLE; while reading, DATASET_MALFORMED if the gzip is damaged
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

/**
 * Opens a file as {@link openDataStream} does, and closes it when it is read or reading fails.
 * @throws SOURCE_UNREADABLE, and the errors of `read`
 */
export async function withDataStream<T>(
  source: ByteSource,
  options: Abortable,
  read: (stream: DataStream) => Promise<T>,
): Promise<T> {
  const stream = await openDataStream(source, options);
  try {
    return await read(stream);
  } finally {
    await stream.close();
  }
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

/** The first bytes of a stream, and the whole stream. */
interface PeekedChunks {
  /** The first bytes: as many as asked for, or fewer if the stream is shorter. */
  readonly head: Uint8Array;
  /** The whole stream, including its first bytes. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Closes the stream if it is not read to its end. Safe to call at any time and more than once. */
  close(): Promise<void>;
}

/** Reads the first bytes of a stream without consuming them. */
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

  async function* readFromStart(): AsyncGenerator<Uint8Array> {
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
  return { head: head.subarray(0, count), chunks: readFromStart(), close };
}

/** Limit of a text file in bytes, decompressed. */
const MOST_BYTES = 1 << 26;

/** A small text file. */
interface TextFile {
  readonly name: string;
  /** Its lines without line ends; blank lines at the end of the file are dropped. */
  readonly lines: readonly string[];
}

/** Decodes a text in UTF-8, or in UTF-16 with a byte order mark, as spreadsheets save it. */
export function decodeText(bytes: Uint8Array, options: TextDecoderOptions = {}): string {
  return new TextDecoder(utf16Of(bytes) ?? 'utf-8', options).decode(bytes);
}

/**
 * Reads a small text file, plain or gzip.
 * @throws SOURCE_UNREADABLE; DATASET_MALFORMED if it is not UTF-8, or longer than 64 MiB
 */
export async function readText(source: ByteSource, options: Abortable): Promise<TextFile> {
  const stream = await openDataStream(source, options);
  const bytes = await collectBytes(stream, (loaded) => {
    if (loaded <= MOST_BYTES) return;
    throw malformed({ source: stream.name, expected: `at most ${MOST_BYTES} bytes of text`, received: 'more' });
  }).finally(() => stream.close());
  let text: string;
  try {
    text = decodeText(bytes, { fatal: true });
  } catch (error) {
    const next = 'Save the file as UTF-8.';
    throw malformed({ source: stream.name, expected: 'text in UTF-8', received: 'other bytes', next, cause: error });
  }
  return { name: stream.name, lines: text.trimEnd().split(/\r?\n/) };
}
