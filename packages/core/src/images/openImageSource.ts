import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { isImageFormat, nameFormat } from '../imageFormats';
import type { ByteStream } from '../platform/Platform';
import { decodeBase64, openResponse, requestUrl } from '../platform/byteChunks';
import { sourceUnreadable } from '../platform/readErrors';
import { classOf } from '../isRecord';

/**
 * Opens the less common kinds of images: base64 text, buffers and views of them, responses and requests, and Blobs of other windows or
 * libraries. A file of its own, which pages load on demand.
 * @returns undefined for everything else
 * @throws SOURCE_UNREADABLE
 */
export async function openImageSource(input: unknown, options: Abortable): Promise<ByteStream | undefined> {
  if (typeof input === 'string') return openText(input);
  if (typeof input !== 'object' || input === null) return undefined;
  if (ArrayBuffer.isView(input)) {
    return streamOf('bytes', new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  }
  if (isBuffer(input)) return streamOf('bytes', input.byteLength === 0 ? new Uint8Array() : new Uint8Array(input));
  if (isBody(input)) return isRequest(input) ? requestUrl(input, options.signal) : openBody(input, options.signal);
  if ('arrayBuffer' in input && typeof input.arrayBuffer === 'function') {
    const buffer: unknown = await (input as Blob).arrayBuffer();
    const name = 'name' in input && typeof input.name === 'string' ? input.name : 'bytes';
    return isBuffer(buffer) ? streamOf(name, new Uint8Array(buffer)) : undefined;
  }
  return undefined;
}

/** By class name, because buffers of another window or thread fail `instanceof`. */
const isBuffer = (value: unknown): value is ArrayBuffer | SharedArrayBuffer =>
  /^(Shared)?ArrayBuffer$/.test(classOf(value));

function streamOf(name: string, bytes: Uint8Array): ByteStream {
  // Decoders of browsers and of Node take no shared memory.
  const own = isBuffer(bytes.buffer) && classOf(bytes.buffer) === 'ArrayBuffer' ? bytes : bytes.slice();
  return {
    name,
    size: own.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    chunks: (async function* () {
      yield own;
    })(),
  };
}

/** The shortest base64 text that is looked at, in characters: the smallest images have some 40 bytes. */
const SHORTEST_BASE64 = 48;
/** Longest text that is looked up as a path first. */
const LONGEST_PATH = 4096;
/** Characters that tell the format. */
const HEAD = 128;

/** Opens base64 text whose first bytes are those of an image; a path to a file that exists stays a path. */
async function openText(text: string): Promise<ByteStream | undefined> {
  if (!isImageText(text)) return undefined;
  if (text.length <= LONGEST_PATH && platform.name === 'node' && (await platform.hasFile(text))) return undefined;
  const bytes = decodeBase64(text);
  return bytes === undefined ? undefined : streamOf('base64 text', bytes);
}

/** True for base64 text whose first bytes are those of a format of images. */
export function isImageText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < SHORTEST_BASE64) return false;
  const head = trimmed.slice(0, HEAD).replace(/\s/g, '');
  const bytes = decodeBase64(head.slice(0, head.length - (head.length % 4)).replace(/=+$/, ''));
  if (bytes === undefined || !isImageFormat(nameFormat(bytes)) || !/^[\w+/\s-]*={0,2}$/.test(trimmed)) return false;
  // A path can begin with the two or three letters of the signatures that begin with a slash: "/work", "/9j".
  return bytes[0] !== 0xff || (bytes[1] === 0xd8 && JPEG_SEGMENTS.includes(bytes[3]!));
}

/** Markers that JPEG files begin with after their signature. */
const JPEG_SEGMENTS: readonly number[] = [0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, 0xe0, 0xe1, 0xe2, 0xec, 0xed, 0xee, 0xfe];

type Body = Response | Request;

const isBody = (input: object): input is Body => 'bodyUsed' in input && 'arrayBuffer' in input;

const isRequest = (input: Body): input is Request => 'method' in input && !('status' in input);

/** Opens a response that the caller fetched. */
async function openBody(response: Response, signal?: AbortSignal): Promise<ByteStream> {
  const name = response.url === '' ? 'response' : response.url;
  if (response.bodyUsed || response.body?.locked === true) {
    throw sourceUnreadable(name, {
      expected: 'a response whose body was not read yet',
      received: 'one whose body was read already',
      next: 'Pass response.clone() before it is read, or the bytes that were read.',
    });
  }
  return openResponse(response, name, signal);
}
