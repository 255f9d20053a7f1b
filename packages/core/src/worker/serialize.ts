import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { importChunk } from '../importChunk';
import { isRecord } from '../isRecord';
import { custom } from '../options';
import type { BackendChoice, WasmChoice } from '../backends/BackendProvider';
import { toRaw } from '../images/checkImage';
import type { ImageInput } from '../images/readImage';
import { type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { assertReadable } from '../platform/browser/drawPixels';
import { collectBytes } from '../platform/byteChunks';
import { contentRefused } from '../platform/readErrors';
import { describeContent, mayBeBase64 } from '../textContent';
import type { SerializedImage } from './protocol';

/**
 * Serializes an image for `postMessage`. Pixels are copied and the copy is transferred: a view of a large array, such as an
 * image of a dataset, would otherwise send the whole array. An element is sent as a bitmap, whose pixels the worker reads. Files, URLs and
 * base64 text are read and decoded by the worker; responses, requests and streams are read here, because they cannot be sent.
 * @param transfer - collects the objects to transfer
 * @param name - of the image in messages, such as `images[3]`
 * @throws OPTION_INVALID for a value that is no image: the messages of a worker could not even carry a function
 */
export async function serializeImage(
  image: ImageInput,
  transfer: Transferable[],
  name = 'image',
  options: Abortable = {},
): Promise<SerializedImage> {
  if (isVector(image)) {
    const { readColorImage } = await importChunk('image reader', () => import('../images/readImage'));
    const { pixels, ...size } = await readColorImage(image, options);
    return { ...size, pixels: markForTransfer(pixels, transfer) };
  }
  // Text that is no address is sent as it is: the worker decodes or refuses it.
  if (typeof image === 'string') return (await isContent(image)) ? image : absoluteUrl(image);
  if (image instanceof URL) return image.href;
  if (isDrawable(image)) return serializeDrawable(image, transfer, options);
  if (image instanceof Blob) return image;
  if (image instanceof Uint8Array) return markForTransfer(copyOf(image), transfer);
  const raw = toRaw(image);
  if (raw !== undefined) {
    const { readRawImage } = await importChunk('reader of raw pixels', () => import('../images/readRawImage'));
    const { pixels, width, height } = readRawImage(raw, name).image;
    return { pixels: markForTransfer(copyOf(pixels), transfer), width, height };
  }
  const { openImage } = await importChunk('reader of image files', () => import('../images/readImageFile'));
  // A copy, because a stream of one chunk may give bytes that the caller keeps.
  return markForTransfer(copyOf(await collectBytes(await openImage(image, options, name))), transfer);
}

/** True for vector images, which browsers draw on pages and not in workers. */
function isVector(image: unknown): image is string | Blob {
  if (typeof document === 'undefined') return false;
  if (typeof image === 'string') return /^data:image\/svg|^[^?#]*\.svg([?#]|$)/i.test(image);
  return image instanceof Blob && image.type.startsWith('image/svg');
}

/** True for text that is no address, such as a data: URL or base64. */
async function isContent(text: string): Promise<boolean> {
  if (describeContent(text) !== undefined) return true;
  if (!mayBeBase64(text)) return false;
  const { isImageText } = await importChunk('reader of base64 text', () => import('../imageText'));
  return isImageText(text);
}

async function serializeDrawable(
  drawable: Drawable,
  transfer: Transferable[],
  options: Abortable,
): Promise<ImageBitmap | RgbaImage> {
  if (typeof createImageBitmap === 'undefined') {
    // Node has no bitmaps.
    const { pixels, width, height } = await platform.drawPixels(drawable, options);
    return { pixels: markForTransfer(copyOf(pixels), transfer), width, height };
  }
  // A tainted bitmap cannot be transferred; this throws ferkit's error instead of the browser's.
  await assertReadable(drawable, options);
  const bitmap = await createImageBitmap(drawable);
  transfer.push(bitmap);
  return bitmap;
}

/**
 * Copies bytes. `slice` of a Buffer of Node copies nothing: the caller's own bytes would be transferred. Bytes whose buffer was sent to
 * another thread are none, and cannot be copied.
 */
function copyOf<Pixels extends Uint8Array | Uint8ClampedArray>(pixels: Pixels): Pixels {
  if (pixels.length === 0) return new Uint8Array() as Pixels;
  return (pixels instanceof Uint8ClampedArray ? pixels.slice() : new Uint8Array(pixels)) as Pixels;
}

function markForTransfer<Pixels extends Uint8Array | Uint8ClampedArray>(
  pixels: Pixels,
  transfer: Transferable[],
): Pixels {
  // Shared memory cannot be transferred, and a view of a part must not take the whole buffer along: postMessage copies both.
  if (pixels.buffer instanceof ArrayBuffer && pixels.byteLength === pixels.buffer.byteLength) {
    transfer.push(pixels.buffer);
  }
  return pixels;
}

export const backendRule = custom('a backend: a name, { name: "wasm", paths, threads }, or a list of them', (value) =>
  Array.isArray(value) && value.length > 0 ? Array.from(value).every(isChoice) : isChoice(value),
);

/** Names are checked in the worker, which knows its backends. */
function isChoice(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (!isRecord(value) || value.name !== 'wasm') return false;
  return value.paths === undefined || typeof value.paths === 'string' || isRecord(value.paths);
}

/** A backend choice with absolute URLs: a worker resolves relative ones against its own script. */
export function serializeBackend(choice: BackendChoice): BackendChoice {
  if (typeof choice === 'string') return choice;
  return 'name' in choice
    ? serializeWasm(choice)
    : choice.map((one) => (typeof one === 'string' ? one : serializeWasm(one)));
}

function serializeWasm({ paths, ...choice }: WasmChoice): WasmChoice {
  if (paths === undefined) return choice;
  if (typeof paths === 'string') return { ...choice, paths: absoluteUrl(paths) };
  const absolute = Object.entries(paths).map(([file, address]) => [file, absoluteUrl(address)]);
  return { ...choice, paths: Object.fromEntries(absolute) as Record<string, string> };
}

/**
 * The URL relative to the page. In a worker, relative URLs are relative to the worker's script. Names in IndexedDB
 * ("indexeddb:...") are absolute already.
 */
export function absoluteUrl(url: string | URL): string {
  if (url instanceof URL) return url.href;
  // As a URL of this site, content would be requested from its server.
  const content = /^data:/i.test(url) ? undefined : describeContent(url);
  if (content !== undefined) throw contentRefused(content, 'a path or URL');
  // Node has no page: its paths and URLs mean the same in every thread.
  if (typeof location === 'undefined') return url;
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}
