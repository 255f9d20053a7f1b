import { imageUnreadable } from '../imageUnreadable';
import type { ImageHeader } from './ImageHeader';
import { nameFormat } from './nameFormat';
import { readJpegHeader } from './readJpegHeader';
import { readPngHeader } from './readPngHeader';
import { readWebpHeader } from './readWebpHeader';

/**
 * The largest image that is decoded, in pixels. A header can claim any size for free, and memory is taken by that claim.
 */
export const MAX_IMAGE_PIXELS = 100_000_000;

const READERS: Readonly<Record<string, (bytes: Uint8Array) => ImageHeader>> = {
  PNG: readPngHeader,
  JPEG: readJpegHeader,
  WebP: readWebpHeader,
};

function articleFor(format: string): string {
  return /^[AH](?!E)|^X/.test(format) ? 'an' : 'a';
}

/** Describes bytes of no known format: their number, and the first few of them. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} bytes that start with ${head}`;
}

/**
 * Reads what an image file claims of itself. It decides which files are images, the same way on every platform: what a
 * browser could decode besides PNG, JPEG and WebP is turned down there too.
 * @throws IMAGE_UNREADABLE for other formats, damaged headers, and sizes of 0 or above {@link MAX_IMAGE_PIXELS}
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const format = nameFormat(bytes);
  const read = READERS[format ?? ''];
  if (read === undefined)
    throw imageUnreadable(format === undefined ? describe(bytes) : `${articleFor(format)} ${format} file`);
  const header = read(bytes);
  const { width, height } = header;
  if (width === 0 || height === 0 || width * height > MAX_IMAGE_PIXELS) {
    throw imageUnreadable(`a ${header.format} of ${width} x ${height} pixels (1 to ${MAX_IMAGE_PIXELS} are decoded)`);
  }
  return header;
}
