import { imageUnreadable } from '../readErrors';
import { readPngChunks } from './readPngChunks';

/**
 * Reads format, size and EXIF block of an image file, without decoding it. Rejects all formats other than PNG, JPEG and WebP on
 * every platform, also those that a browser could decode.
 * @throws IMAGE_UNREADABLE for other formats, damaged headers, and sizes of 0 or above {@link MAX_IMAGE_PIXELS}
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const format = nameFormat(bytes);
  const read = READERS[format ?? ''];
  if (read === undefined)
    throw format === undefined
      ? imageUnreadable(describe(bytes))
      : imageUnreadable(`${articleFor(format)} ${format} file`, undefined, undefined, format);
  const header = read(bytes);
  const { width, height } = header;
  if (width === 0 || height === 0 || width * height > MAX_IMAGE_PIXELS) {
    throw imageUnreadable(`a ${header.format} of ${width} x ${height} pixels (1 to ${MAX_IMAGE_PIXELS} are decoded)`);
  }
  return header;
}

/** The header of an image file. */
export interface ImageHeader {
  readonly format: 'PNG' | 'JPEG' | 'WebP';
  /** Width and height as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** The file's EXIF block, a view of its bytes that starts with the TIFF header or "Exif\0\0". */
  readonly exif?: Uint8Array | undefined;
}

/** Limit of an image in pixels. Memory is allocated by the header, which can claim any size. */
const MAX_IMAGE_PIXELS = 100_000_000;

const READERS: Readonly<Record<string, (bytes: Uint8Array) => ImageHeader>> = {
  PNG: readPngHeader,
  JPEG: readJpegHeader,
  WebP: readWebpHeader,
};

function articleFor(format: string): string {
  return /^[AH](?!E)|^X/.test(format) ? 'an' : 'a';
}

/** Describes bytes of an unknown format: their number, and the first few. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} bytes that start with ${head}`;
}

/** Magic numbers as Latin-1 text, with a dot for any byte; the first match wins. */
const SIGNATURES: readonly (readonly [signature: string, name: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['RIFF....WEBP', 'WebP'],
  ['GIF8', 'GIF'],
  ['....ftypavif', 'AVIF'],
  ['....ftypavis', 'AVIF'],
  ['....ftyphei', 'HEIC'],
  ['....ftyphev', 'HEIC'],
  ['....ftypmif1', 'HEIF'],
  ['....ftyp', 'MP4 video'],
  ['BM', 'BMP'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['\0\0\x01\0', 'ICO'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
  ['%PDF', 'PDF'],
  ['<svg', 'SVG'],
  ['<?xml', 'XML or SVG'],
  ['<!', 'HTML'],
  ['<html', 'HTML'],
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'ZIP'],
  ['{', 'JSON'],
];

/** Names the format of a file by its first bytes; undefined if they fit none. */
function nameFormat(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const fits = (signature: string): boolean =>
    signature.length <= head.length &&
    Array.from(signature).every((character, index) => character === '.' || character === head[index]);
  return SIGNATURES.find(([signature]) => fits(signature))?.[1];
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const EXIF_SEGMENT = 0xe1;
/**
 * Limit of pixels per byte: a block of 8 x 8 takes at least one bit, and subsampling is at most four times. A file that claims
 * more is truncated, or would allocate memory for nothing.
 */
const MOST_PIXELS_A_BYTE = 8 * 64 * 4;
/** "Exif" as a 32-bit number. */
const EXIF = 0x45786966;

/** True for SOF0 to SOF15, without DHT (c4), JPG (c8) and DAC (cc) in the same range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * Walks the segments of a JPEG file (ITU-T T.81, annex B) up to the first scan.
 * @throws IMAGE_UNREADABLE if there is no frame, if the file is too short for its size, or if it is CMYK, whose colours
 * depend on a printer
 */
function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | undefined;
  let size: { readonly width: number; readonly height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      // Stray bytes between segments are skipped, as by other decoders.
      at += 1;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === END_OF_IMAGE) break;
    if (marker === START_OF_SCAN && size !== undefined) {
      if (size.width * size.height > bytes.length * MOST_PIXELS_A_BYTE) {
        throw imageUnreadable(`a JPEG of ${size.width} x ${size.height} pixels in ${bytes.length} bytes`);
      }
      return { format: 'JPEG', ...size, exif };
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    if (isFrame(marker) && length >= 8) {
      if (bytes[at + 9] === 4) throw imageUnreadable('a CMYK JPEG');
      size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else if (marker === EXIF_SEGMENT && length >= 8 && view.getUint32(at + 4) === EXIF) {
      exif ??= bytes.subarray(at + 4, end);
    }
    at = end;
  }
  throw imageUnreadable('a JPEG file that is truncated or damaged');
}

/**
 * Reads the size and EXIF block of a PNG file.
 * @throws IMAGE_UNREADABLE if the file is truncated, or does not start with an IHDR chunk
 */
function readPngHeader(bytes: Uint8Array): ImageHeader {
  let size: { readonly width: number; readonly height: number } | undefined;
  let exif: Uint8Array | undefined;
  for (const { name, data } of readPngChunks(bytes)) {
    if (size === undefined) {
      if (name !== 'IHDR' || data.length !== 13) break;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      size = { width: view.getUint32(0), height: view.getUint32(4) };
    } else if (name === 'eXIf') {
      exif ??= data;
    }
  }
  if (size === undefined) throw imageUnreadable('a PNG file without a header');
  return { format: 'PNG', ...size, exif };
}

const RIFF_BYTES = 12;
const ANIMATION_FLAG = 0x02;

/**
 * Walks the chunks of a WebP file (RFC 9649).
 * @throws IMAGE_UNREADABLE if the file is truncated, has no image, or is animated
 */
function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { readonly width: number; readonly height: number } | undefined;
  let exif: Uint8Array | undefined;
  let at = RIFF_BYTES;
  while (at + 8 <= bytes.length) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    if (data + length > bytes.length) throw imageUnreadable('a WebP file that is truncated');
    if (name === 'VP8X' && length >= 10) {
      if ((bytes[data]! & ANIMATION_FLAG) !== 0) throw imageUnreadable('an animated WebP');
      size = {
        width: 1 + (view.getUint32(data + 4, true) & 0xffffff),
        height: 1 + (view.getUint32(data + 6, true) >>> 8),
      };
    } else if (name === 'VP8 ' && length >= 10) {
      size ??= { width: view.getUint16(data + 6, true) & 0x3fff, height: view.getUint16(data + 8, true) & 0x3fff };
    } else if (name === 'VP8L' && length >= 5) {
      const packed = view.getUint32(data + 1, true);
      size ??= { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
    } else if (name === 'EXIF') {
      exif ??= bytes.subarray(data, data + length);
    }
    // Chunks are padded to an even length.
    at = data + length + (length & 1);
  }
  if (size === undefined) throw imageUnreadable('a WebP file without an image');
  return { format: 'WebP', ...size, exif };
}
