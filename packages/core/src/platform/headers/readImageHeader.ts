import { type ImageFormat, isImageFormat, nameFormat } from '../../imageFormats';
import { readBmpHeader } from '../bmp/decodeBmp';
import { readGifFrame } from '../gif/decodeGif';
import { imageDamaged, imageUnreadable, PIXELS_NEXT } from '../readErrors';
import { readPngChunks } from './readPngChunks';

/**
 * Reads format, size and EXIF block of an image file, without decoding it.
 * @throws IMAGE_UNREADABLE for files that are no images, damaged headers, and sizes of 0 or above {@link MAX_IMAGE_PIXELS}
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const format = nameFormat(bytes);
  if (format === undefined) {
    throw imageUnreadable({ received: describe(bytes), next: bytes.length === 0 ? EMPTY_NEXT : PIXELS_NEXT });
  }
  if (!isImageFormat(format)) {
    const next = NEXT[format];
    throw imageUnreadable({ received: describeFormat(format), format, ...(next === undefined ? {} : { next }) });
  }
  const header = READERS[format]?.(bytes) ?? { format };
  checkImageSize(header);
  return header;
}

/** The header of an image file. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Width and height as stored, before the orientation is applied; undefined where the decoder finds them. */
  readonly width?: number;
  readonly height?: number;
  /** The file's EXIF block, a view of its bytes that starts with the TIFF header or "Exif\0\0". */
  readonly exif?: Uint8Array | undefined;
  /** True for a JPEG of four colours. */
  readonly isCmyk?: boolean;
  /** True for a WebP of several frames. */
  readonly isAnimated?: boolean;
}

/** Limit of an image in pixels. Memory is allocated by the header, which can claim any size. */
export const MAX_IMAGE_PIXELS = 100_000_000;

/** @throws IMAGE_UNREADABLE for a size of 0 or above {@link MAX_IMAGE_PIXELS} */
export function checkImageSize({ format, width, height }: ImageHeader): void {
  if (width === undefined || height === undefined) return;
  if (!(width > 0 && height > 0 && width * height <= MAX_IMAGE_PIXELS)) {
    const received = `${describeFormat(format, '')} of ${width} x ${height} pixels`;
    throw imageUnreadable({ received: `${received} (1 to ${MAX_IMAGE_PIXELS} are decoded)` });
  }
}

const READERS: Readonly<Partial<Record<ImageFormat, (bytes: Uint8Array) => ImageHeader>>> = {
  PNG: readPngHeader,
  JPEG: readJpegHeader,
  WebP: readWebpHeader,
  GIF: (bytes) => readOwn('GIF', bytes, readGifFrame),
  BMP: (bytes) => readOwn('BMP', bytes, readBmpHeader),
  AVIF: readHeifHeader,
  HEIC: readHeifHeader,
};

/** Advice for files that often stand in place of an image. */
const NEXT: Readonly<Record<string, string>> = {
  HTML: 'The source leads to a page, often one that reports an error: pass the address of the image itself.',
  'Git LFS pointer': 'Run: git lfs pull',
  ZIP: 'Extract the images first.',
  'MP4 video': 'classifyStream takes the frames of a video.',
  'WebM or Matroska': 'classifyStream takes the frames of a video.',
};

const EMPTY_NEXT = 'The source is empty; a buffer that was sent to another thread has no bytes left.';

/** The name of a format with its article. */
export function describeFormat(format: string, noun = format === 'Git LFS pointer' ? '' : ' file'): string {
  return `${/^[AHIX](?!E)|^SVG/.test(format) ? 'an' : 'a'} ${format}${noun}`;
}

/** Describes bytes of an unknown format: their number, and the first few. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} bytes that start with ${head}`;
}

/** Pixels that a file may have whatever its length: one colour takes few bytes in any format. */
const FREE_PIXELS = 4_000_000;
/** Limit of pixels per byte for GIF and BMP, whose codes stand for 4096 and 255 pixels at most. */
const MOST_PIXELS_A_CODE = 4096;

/** Reads a header by the decoder's own function. */
function readOwn(
  format: ImageFormat,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => { readonly width: number; readonly height: number },
): ImageHeader {
  let size: { readonly width: number; readonly height: number };
  try {
    size = read(bytes);
  } catch (error) {
    throw imageDamaged(format, error);
  }
  const { width, height } = size;
  const pixels = width * height;
  if (pixels <= MAX_IMAGE_PIXELS && pixels > FREE_PIXELS + bytes.length * MOST_PIXELS_A_CODE) {
    throw imageUnreadable({ received: `a ${format} of ${width} x ${height} pixels in ${bytes.length} bytes` });
  }
  return { format, width, height };
}

/** Bytes in which the size of an AVIF or HEIC file stands, before the pixels. */
const HEIF_HEAD = 65_536;
/** "ispe" as a 32-bit number. */
const EXTENT = 0x69737065;

/** Finds the largest size that an AVIF or HEIC file claims for one of its images (ISO/IEC 23008-12, 6.5.3). */
function readHeifHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEIF_HEAD));
  let size = { width: 0, height: 0 };
  for (let at = 12; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== EXTENT) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (width * height > size.width * size.height) size = { width, height };
  }
  const format = nameFormat(bytes) as ImageFormat;
  return size.width > 0 ? { format, ...size } : { format };
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
 * @throws IMAGE_UNREADABLE if there is no frame, or if the file is too short for its size
 */
function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | undefined;
  let size: { readonly width: number; readonly height: number } | undefined;
  let isCmyk = false;
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
        throw imageUnreadable({ received: `a JPEG of ${size.width} x ${size.height} pixels in ${bytes.length} bytes` });
      }
      return { format: 'JPEG', ...size, exif, isCmyk };
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    if (isFrame(marker) && length >= 8) {
      isCmyk = bytes[at + 9] === 4;
      size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else if (marker === EXIF_SEGMENT && length >= 8 && view.getUint32(at + 4) === EXIF) {
      exif ??= bytes.subarray(at + 4, end);
    }
    at = end;
  }
  throw imageUnreadable({ received: 'a JPEG file that is truncated or damaged' });
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
  if (size === undefined) throw imageUnreadable({ received: 'a PNG file without a header' });
  return { format: 'PNG', ...size, exif };
}

const RIFF_BYTES = 12;
const ANIMATION_FLAG = 0x02;

/**
 * Walks the chunks of a WebP file (RFC 9649).
 * @throws IMAGE_UNREADABLE if the file is truncated or has no image
 */
function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { readonly width: number; readonly height: number } | undefined;
  let exif: Uint8Array | undefined;
  let isAnimated = false;
  let hasFrame = false;
  let at = RIFF_BYTES;
  while (at + 8 <= bytes.length) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    if (data + length > bytes.length) throw imageUnreadable({ received: 'a WebP file that is truncated' });
    if (name === 'VP8X' && length >= 10) {
      isAnimated = (bytes[data]! & ANIMATION_FLAG) !== 0;
      size = {
        width: 1 + (view.getUint32(data + 4, true) & 0xffffff),
        height: 1 + (view.getUint32(data + 6, true) >>> 8),
      };
    } else if (name === 'VP8 ' && length >= 10) {
      size ??= { width: view.getUint16(data + 6, true) & 0x3fff, height: view.getUint16(data + 8, true) & 0x3fff };
    } else if (name === 'VP8L' && length >= 5) {
      const packed = view.getUint32(data + 1, true);
      size ??= { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
    } else if (name === 'ANMF') {
      hasFrame = true;
    } else if (name === 'EXIF') {
      exif ??= bytes.subarray(data, data + length);
    }
    // Chunks are padded to an even length.
    at = data + length + (length & 1);
  }
  if (size === undefined || (isAnimated && !hasFrame)) {
    throw imageUnreadable({ received: 'a WebP file without an image' });
  }
  return { format: 'WebP', ...size, exif, isAnimated };
}
