import { untilAborted } from '../abortable';
import { isFerError } from '../errors';
import { describeValue, optionInvalid } from '../options';
import type { ByteSource, ByteStream } from './Platform';
import { reasonOf, sourceUnreadable } from './unreadable';

/**
 * Passes chunks on and makes their failures uniform: an abort rejects with the signal's reason even while a chunk is
 * awaited, any other failure becomes SOURCE_UNREADABLE, and an early exit closes the source.
 */
export async function* guardChunks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let exhausted = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const result = await untilAborted(iterator.next(), signal);
      if (result.done === true) {
        exhausted = true;
        return;
      }
      yield result.value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw sourceUnreadable(name, { expected: 'bytes until the end', received: reasonOf(error) }, error);
  } finally {
    // Not awaited: a source that hangs in next() would hang in return() too. Its failure to close concerns nobody.
    if (!exhausted) iterator.return?.().then(undefined, () => undefined);
  }
}

/** Beyond this it is no image, model or checkpoint, but a stream without an end. */
const MOST_BYTES = 2 ** 31;

/**
 * Reads an opened source to its end, into one array.
 * @param onChunk - told after each chunk how many bytes came so far; what it throws ends the reading
 * @throws SOURCE_UNREADABLE
 */
export async function collectBytes(
  { name, chunks }: ByteStream,
  onChunk?: (loaded: number) => void,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) {
      throw sourceUnreadable(name, { expected: `at most ${MOST_BYTES} bytes`, received: 'more' });
    }
    onChunk?.(length);
  }
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // Only the async shape is wanted here.
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}

/** Callers without types can pass anything. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function nameOf(blob: Blob): string {
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : 'bytes';
}

/**
 * Opens the sources that live in memory or come as a stream: the part of `openBytes` that is the same on every platform.
 * @throws OPTION_INVALID for what is no byte source at all
 */
export function openMemory(source: Exclude<ByteSource, string | URL>, signal?: AbortSignal): ByteStream {
  if (source instanceof Uint8Array) {
    return { name: 'bytes', size: source.length, chunks: guardChunks(once(source), 'bytes', signal) };
  }
  if (source instanceof Blob) {
    const name = nameOf(source);
    return { name, size: source.size, chunks: guardChunks(readStream(source.stream()), name, signal) };
  }
  // A stream of another realm fails `instanceof`, hence the look at its methods. Node's web streams have both.
  if (isObject(source) && 'getReader' in source) {
    return { name: 'stream', chunks: guardChunks(readStream(source), 'stream', signal) };
  }
  if (isObject(source) && Symbol.asyncIterator in source) {
    return { name: 'stream', chunks: guardChunks(source, 'stream', signal) };
  }
  const expected = 'a path, URL, Blob, File, Uint8Array, ReadableStream or AsyncIterable of Uint8Array';
  throw optionInvalid('source', expected, describeValue(source));
}

/** The length of the body, where the server tells it and nothing was undone on the way: `fetch` decompresses. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

/**
 * Opens a URL with `fetch`.
 * @throws SOURCE_UNREADABLE with the HTTP status, or the reason why there was none
 */
export async function openUrl(url: URL, signal?: AbortSignal): Promise<ByteStream> {
  const name = url.protocol === 'data:' ? 'data URL' : url.href;
  let response: Response;
  try {
    response = await fetch(url, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceUnreadable(name, { expected: 'an answer', received: reasonOf(error) }, error);
  }
  if (!response.ok) {
    await response.body?.cancel();
    const received = `HTTP status ${response.status} ${response.statusText}`.trimEnd();
    throw sourceUnreadable(name, { expected: 'HTTP status 200', received });
  }
  const size = sizeOf(response.headers);
  // A body is null only where it is empty.
  const body = response.body ?? new Blob([]).stream();
  return { name, ...(size === undefined ? {} : { size }), chunks: guardChunks(readStream(body), name, signal) };
}
