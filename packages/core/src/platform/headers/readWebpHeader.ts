import { imageUnreadable } from '../imageUnreadable';
import type { ImageHeader } from './ImageHeader';

const RIFF_BYTES = 12;
const ANIMATION_FLAG = 0x02;

/**
 * Walks the chunks of a WebP file (RFC 9649).
 * @throws IMAGE_UNREADABLE where the file breaks off, has no picture, or is an animation
 */
export function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { readonly width: number; readonly height: number } | undefined;
  let exif: Uint8Array | undefined;
  let at = RIFF_BYTES;
  while (at + 8 <= bytes.length) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    if (data + length > bytes.length) throw imageUnreadable('a WebP file that is cut off');
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
  if (size === undefined) throw imageUnreadable('a WebP file without a picture');
  return { format: 'WebP', ...size, exif };
}
