import { FerError } from '../errors';
import { guardChunks } from './guardChunks';
import type { ByteSource, ByteStream } from './Platform';
import { readStream } from './readStream';

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
  throw new FerError('OPTION_INVALID', {
    failed: 'Cannot read the source',
    expected: 'a path, URL, Blob, File, Uint8Array, ReadableStream or AsyncIterable of Uint8Array',
    received: Object.prototype.toString.call(source),
    option: 'source',
  });
}
