import { untilAborted } from '../abortable';
import { isFerError } from '../errors';
import { importChunk } from '../importChunk';
import { describeValue, optionInvalid } from '../options';
import { type ByteSource, type ByteStream, isBytes } from './Platform';
import { reasonOf, sourceUnreadable } from './readErrors';

/**
 * Wraps chunks with uniform failures: an abort rejects with the signal's reason even while a chunk is pending, any other
 * failure becomes SOURCE_UNREADABLE, and an early exit closes the source.
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
      // Callers without types can pass a stream of anything.
      if (!isBytes(result.value)) throw new TypeError(`a chunk of ${typeof result.value}`);
      yield toPlain(result.value);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw sourceUnreadable(name, { expected: 'bytes until the end', received: reasonOf(error) }, error);
  } finally {
    // Not awaited, because a source that hangs in next() hangs in return() too. A failure to close has no consequences.
    if (!exhausted) iterator.return?.().then(undefined, () => undefined);
  }
}

/** Decoders and parsers of platforms take no clamped bytes. */
const toPlain = (bytes: Uint8Array | Uint8ClampedArray): Uint8Array =>
  bytes instanceof Uint8ClampedArray ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;

/** Limit of a collected source in bytes, for streams without an end. */
const MOST_BYTES = 2 ** 31;

/**
 * Reads an opened source to its end, into one array.
 * @param onChunk - called after each chunk with the bytes read so far; an error that it throws ends the reading
 * @throws SOURCE_UNREADABLE, also beyond 2 GiB
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
 * Iterates over a web stream, and cancels it on an early exit. Safari's streams are not async iterable, hence the reader.
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
    // Not awaited, because an early exit should not wait for a slow network.
    if (!exhausted) void reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // An async generator must await something.
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}

/** Callers without types can pass anything. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** The name of a file; "bytes" for a Blob without one. */
export function nameOfBlob(blob: object): string {
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : 'bytes';
}

/** Opens bytes that are there already. */
export function streamOf(name: string, bytes: Uint8Array, signal?: AbortSignal): ByteStream {
  return { name, size: bytes.length, chunks: guardChunks(once(bytes), name, signal) };
}

/**
 * Opens bytes, Blobs and streams: the part of `openBytes` that is the same on every platform.
 * @throws OPTION_INVALID for a value that is no byte source
 */
export function openMemory(source: Exclude<ByteSource, string | URL>, signal?: AbortSignal): ByteStream {
  if (source instanceof Uint8Array) return streamOf('bytes', source, signal);
  if (source instanceof Blob) {
    const name = nameOfBlob(source);
    return { name, size: source.size, chunks: guardChunks(readStream(source.stream()), name, signal) };
  }
  // Duck-typed, because a stream of another realm fails `instanceof`. Node's web streams have both methods.
  if (isObject(source) && 'getReader' in source) {
    return { name: 'stream', chunks: guardChunks(readStream(source), 'stream', signal) };
  }
  if (isObject(source) && typeof (source as Partial<typeof source>)[Symbol.asyncIterator] === 'function') {
    return { name: 'stream', chunks: guardChunks(source, 'stream', signal) };
  }
  const expected = 'a path, URL, Blob, File, Uint8Array, ReadableStream or AsyncIterable of Uint8Array';
  throw optionInvalid('source', expected, describeValue(source));
}

/** Size of the body, if the server sends it. Unknown for an encoded body, because `fetch` decompresses it. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

/**
 * Opens a URL with `fetch`.
 * @throws SOURCE_UNREADABLE with the HTTP status, or the network error
 */
export async function openUrl(url: URL | string, signal?: AbortSignal): Promise<ByteStream> {
  const address = String(url);
  if (!/^data:/i.test(address)) return requestUrl(url, signal);
  // Not by fetch, which a page's policy may forbid for data: URLs.
  const { DATA_URL, decodeDataUrl } = await importChunk('reader of data: URLs', () => import('./decodeDataUrl'));
  return streamOf(DATA_URL, decodeDataUrl(address), signal);
}

/**
 * Opens a URL or a request with `fetch`.
 * @throws SOURCE_UNREADABLE with the HTTP status, or the network error
 */
export async function requestUrl(target: URL | string | Request, signal?: AbortSignal): Promise<ByteStream> {
  const name = typeof target === 'object' && 'url' in target ? target.url : String(target);
  let response: Response;
  try {
    response = await fetch(target, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const isRefused = error instanceof Error && error.cause !== undefined;
    const received = isRefused ? `no connection (${reasonOf(error)})` : reasonOf(error);
    throw sourceUnreadable(name, { expected: 'a response', received }, error);
  }
  return openResponse(response, name, signal);
}

/**
 * Opens the body of a response.
 * @throws SOURCE_UNREADABLE with the HTTP status
 */
export async function openResponse(response: Response, name: string, signal?: AbortSignal): Promise<ByteStream> {
  if (!response.ok) {
    await response.body?.cancel();
    const received = `HTTP status ${response.status} ${response.statusText}`.trimEnd();
    throw sourceUnreadable(name, { expected: 'HTTP status 200', received });
  }
  const size = sizeOf(response.headers);
  // A response without content has a null body. Libraries have bodies that are streams of Node.
  const body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> = response.body ?? new Blob([]).stream();
  const chunks = 'getReader' in body ? readStream(body) : body;
  return { name, ...(size === undefined ? {} : { size }), chunks: guardChunks(chunks, name, signal) };
}
