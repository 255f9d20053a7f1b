import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { isFerError } from '../errors';
import type { ByteSource, ByteStream } from '../platform/Platform';
import { mayBeBase64 } from '../textContent';
import { collectBytes } from '../platform/byteChunks';
import { imageInvalid, nameImageError } from './imageInvalid';
import { classOf } from '../isRecord';
import { reasonOf, sourceUnreadable } from '../platform/readErrors';
import { openImageSource } from './openImageSource';
import type { ReadImage } from './readRawImage';

/** Reads an image that has to be decoded. A file of its own: a page with a camera has pixels already, and never loads it. */
export async function readImageFile(source: unknown, options: Abortable, name: string): Promise<ReadImage> {
  const stream = await openImage(source, options, name);
  const bytes = toOwn(await collectBytes(stream));
  try {
    return { isColor: true, image: await platform.decodeImage(bytes, options) };
  } catch (error) {
    throw nameImageError(error, stream.name, name);
  }
}

/**
 * Opens a source of an image of any kind.
 * @param name - in messages
 * @throws OPTION_INVALID for a value that is none; SOURCE_UNREADABLE, also for the errors of objects of libraries
 */
export async function openImage(input: unknown, options: Abortable, name: string): Promise<ByteStream> {
  // As browsers do where they take a URL.
  const source = typeof input === 'string' && /^\s+data:/i.test(input) ? input.trim() : input;
  try {
    const opened = isByteSource(source) ? undefined : await openImageSource(source, options);
    return opened ?? (await platform.openBytes(source as ByteSource, options));
  } catch (error) {
    if (isFerError(error, 'OPTION_INVALID')) throw imageInvalid(name, source, 'any');
    options.signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw sourceUnreadable(name, { expected: 'a file', received: reasonOf(error) }, error);
  }
}

/** Decoders of browsers and of Node take neither shared memory nor buffers that can grow. */
function toOwn(bytes: Uint8Array): Uint8Array {
  const { resizable } = bytes.buffer as { readonly resizable?: boolean };
  const isPlain = classOf(bytes.buffer) === 'ArrayBuffer' && resizable !== true;
  // `slice` of a Buffer of Node copies nothing.
  return isPlain ? bytes : new Uint8Array(bytes);
}

/** True for paths and URLs, Blobs, bytes and streams, which the platform opens itself. */
function isByteSource(input: unknown): input is ByteSource {
  if (typeof input === 'string') return !mayBeBase64(input);
  if (input instanceof Uint8Array) return input.buffer instanceof ArrayBuffer;
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) return false;
  return input instanceof URL || input instanceof Blob || 'getReader' in input || Symbol.asyncIterator in input;
}
