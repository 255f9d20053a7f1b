import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { decodeBase64 } from '../base64';
import { beginsAsImage, isImageText, SHORTEST_BASE64 } from '../imageText';
import type { ByteStream } from '../platform/Platform';
import { openResponse, requestUrl } from '../platform/byteChunks';
import { sourceUnreadable } from '../platform/readErrors';
import { classOf } from '../isRecord';
import { describeContent } from '../textContent';
import { viewBuffer } from './readRawImage';

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
    return streamOf('bytes', bytesOf(input));
  }
  if (isBuffer(input)) return streamOf('bytes', viewBuffer(input));
  if (isBody(input)) return isRequest(input) ? requestUrl(input, options.signal) : openBody(input, options.signal);
  if ('arrayBuffer' in input && typeof input.arrayBuffer === 'function') {
    const buffer: unknown = await (input as Blob).arrayBuffer();
    const name = 'name' in input && typeof input.name === 'string' ? input.name : 'bytes';
    return isBuffer(buffer) ? streamOf(name, viewBuffer(buffer)) : undefined;
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

function streamOf(name: string, bytes: Uint8Array): ByteStream {
  return {
    name,
    size: bytes.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    chunks: (async function* () {
      yield bytes;
    })(),
  };
}

/**
 * Opens base64 text whose first bytes are those of an image; a path to a file that exists stays a path.
 * @throws SOURCE_UNREADABLE for text that only begins so: an error about a path would quote it
 */
async function openText(text: string): Promise<ByteStream | undefined> {
  if (!beginsAsImage(text) && !beginsAsImage(text.trim().slice(0, SHORTEST_BASE64))) return undefined;
  const mayBePath = platform.name === 'node' && describeContent(text) === undefined;
  if (mayBePath && (await platform.hasFile(text))) return undefined;
  const bytes = isImageText(text) ? decodeBase64(text) : undefined;
  if (bytes !== undefined) return streamOf('base64 text', bytes);
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
