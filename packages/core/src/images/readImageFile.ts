import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { isFerError } from '../errors';
import type { ByteSource, ByteStream } from '../platform/Platform';
import { mayBeBase64 } from '../textContent';
import { collectBytes } from '../platform/byteChunks';
import { imageInvalid, nameImageError } from './imageInvalid';
import { openImageSource } from './openImageSource';
import type { ReadImage } from './readRawImage';

/** Reads an image that has to be decoded. A file of its own: a page with a camera has pixels already, and never loads it. */
export async function readImageFile(source: unknown, options: Abortable, name: string): Promise<ReadImage> {
  const stream = await openImage(source, options, name);
  const bytes = await collectBytes(stream);
  try {
    return { isColor: true, image: await platform.decodeImage(bytes, options) };
  } catch (error) {
    throw nameImageError(error, stream.name, name);
  }
}

async function openImage(source: unknown, options: Abortable, name: string): Promise<ByteStream> {
  try {
    const opened = isByteSource(source) ? undefined : await openImageSource(source, options);
    return opened ?? (await platform.openBytes(source as ByteSource, options));
  } catch (error) {
    if (!isFerError(error, 'OPTION_INVALID')) throw error;
    throw imageInvalid(name, source, 'any');
  }
}

/** True for paths and URLs, Blobs, bytes and streams, which the platform opens itself. */
function isByteSource(input: unknown): input is ByteSource {
  if (typeof input === 'string') return !mayBeBase64(input);
  if (input instanceof Uint8Array) return input.buffer instanceof ArrayBuffer;
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) return false;
  return input instanceof URL || input instanceof Blob || 'getReader' in input || Symbol.asyncIterator in input;
}
