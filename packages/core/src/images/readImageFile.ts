import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { decodeBase64 } from '../base64';
import { FerError, isFerError } from '../errors';
import { beginsAsImage, isImageText, SHORTEST_BASE64 } from '../imageText';
import { classOf } from '../isRecord';
import type { ByteSource, ByteStream } from '../platform/Platform';
import { collectBytes, nameOfBlob, openResponse, requestUrl, streamOf } from '../platform/byteChunks';
import { PIXELS_NEXT, reasonOf, sourceUnreadable } from '../platform/readErrors';
import { describeContent, mayBeBase64 } from '../textContent';
import { imageInvalid } from './imageInvalid';
import { type ReadImage, viewBuffer } from './readRawImage';

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

/** Decoders of browsers and of Node take neither shared memory nor buffers that can grow. */
function toOwn(bytes: Uint8Array): Uint8Array {
  const { resizable } = bytes.buffer as { readonly resizable?: boolean };
  const isPlain = classOf(bytes.buffer) === 'ArrayBuffer' && resizable !== true;
  // `slice` of a Buffer of Node copies nothing.
  return isPlain ? bytes : new Uint8Array(bytes);
}

/** Names of sources without a name of their own: their place in a list tells more. */
const UNNAMED: readonly string[] = ['bytes', 'stream', 'response', 'data URL', 'base64 text'];
/** The names among them that tell nothing about a single image either. */
const PLAIN: readonly string[] = ['bytes', 'stream'];

/**
 * Names the image in the error of its decoder; other errors stay as they are.
 * @param source - the name of the opened source
 * @param name - of the image in messages, such as `images[3]`
 */
function nameImageError(error: unknown, source: string, name: string): unknown {
  const isNamed = !UNNAMED.includes(source) || (name === 'image' && !PLAIN.includes(source));
  const told = isNamed ? source : name;
  if (told === 'image') return error;
  const failed = `Cannot decode the image "${told}"`;
  if (isFerError(error, 'IMAGE_UNREADABLE')) {
    const { next, ...details } = error.details;
    // Nobody means a file or a response as pixels.
    const advice = next === undefined || (next === PIXELS_NEXT && !PLAIN.includes(source)) ? {} : { next };
    return new FerError('IMAGE_UNREADABLE', { ...details, ...advice, failed, source: told }, { cause: error.cause });
  }
  if (!isFerError(error, 'PEER_MISSING')) return error;
  return new FerError('PEER_MISSING', { ...error.details, failed, source: told }, { cause: error.cause });
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

/** True for paths and URLs, Blobs, bytes and streams, which the platform opens itself. */
function isByteSource(input: unknown): input is ByteSource {
  if (typeof input === 'string') return !mayBeBase64(input);
  if (input instanceof Uint8Array) return input.buffer instanceof ArrayBuffer;
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) return false;
  return input instanceof URL || input instanceof Blob || 'getReader' in input || Symbol.asyncIterator in input;
}

/**
 * Opens the less common kinds of images: base64 text, buffers and views of them, responses and requests, and Blobs of other windows or
 * libraries.
 * @returns undefined for everything else
 * @throws SOURCE_UNREADABLE
 */
async function openImageSource(input: unknown, { signal }: Abortable): Promise<ByteStream | undefined> {
  if (typeof input === 'string') return openText(input, signal);
  if (typeof input !== 'object' || input === null) return undefined;
  if (ArrayBuffer.isView(input)) return streamOf('bytes', bytesOf(input), signal);
  if (isBuffer(input)) return streamOf('bytes', viewBuffer(input), signal);
  if (isBody(input)) return isRequest(input) ? requestUrl(input, signal) : openBody(input, signal);
  if ('arrayBuffer' in input && typeof input.arrayBuffer === 'function') {
    const buffer: unknown = await (input as Blob).arrayBuffer();
    return isBuffer(buffer) ? streamOf(nameOfBlob(input), viewBuffer(buffer), signal) : undefined;
  }
  return undefined;
}

/** By class name, because buffers of another window or thread fail `instanceof`. */
const isBuffer = (value: unknown): value is ArrayBuffer | SharedArrayBuffer =>
  /^(Shared)?ArrayBuffer$/.test(classOf(value));

/** The bytes of a view: none if its buffer was sent to another thread or shrunk, where a DataView throws. */
function bytesOf(view: ArrayBufferView): Uint8Array {
  try {
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  } catch {
    return new Uint8Array();
  }
}

/**
 * Opens base64 text whose first bytes are those of an image; a path to a file that exists stays a path.
 * @throws SOURCE_UNREADABLE for text that only begins so: an error about a path would quote it
 */
async function openText(text: string, signal?: AbortSignal): Promise<ByteStream | undefined> {
  if (!beginsAsImage(text) && !beginsAsImage(text.trim().slice(0, SHORTEST_BASE64))) return undefined;
  const mayBePath = platform.name === 'node' && describeContent(text) === undefined;
  if (mayBePath && (await platform.hasFile(text))) return undefined;
  const bytes = isImageText(text) ? decodeBase64(text) : undefined;
  if (bytes !== undefined) return streamOf('base64 text', bytes, signal);
  const received = `damaged base64 of ${text.length} characters`;
  throw sourceUnreadable('base64 text', { expected: 'base64 of a whole file', received });
}

type Body = Response | Request;

const isBody = (input: object): input is Body => 'bodyUsed' in input && 'headers' in input && 'arrayBuffer' in input;

const isRequest = (input: Body): input is Request => 'method' in input && !('status' in input);

/** Opens a response that the caller fetched. */
async function openBody(response: Response, signal?: AbortSignal): Promise<ByteStream> {
  // Responses of libraries may have no URL.
  const { url } = response as { readonly url?: string };
  const name = url === undefined || url === '' ? 'response' : url;
  if (response.bodyUsed || response.body?.locked === true) {
    throw sourceUnreadable(name, {
      expected: 'a response whose body was not read yet',
      received: 'one whose body was read already',
      next: 'Pass response.clone() before it is read, or the bytes that were read.',
    });
  }
  if (response.type === 'opaque') {
    throw sourceUnreadable(name, {
      expected: 'a response whose content the page may read',
      received: 'one of another site without permission',
      next: 'Fetch it without mode "no-cors"; the other site must send CORS headers.',
    });
  }
  return openResponse(response, name, signal);
}
