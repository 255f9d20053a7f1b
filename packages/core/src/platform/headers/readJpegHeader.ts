import { imageUnreadable } from '../imageUnreadable';
import type { ImageHeader } from './ImageHeader';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const EXIF_SEGMENT = 0xe1;
/**
 * The most pixels that a byte can hold: a block of 8 x 8 takes one bit at least, and no component that is sampled finest
 * along one axis is more than four times coarser along the other. What claims more was cut off, or takes memory for nothing.
 */
const MOST_PIXELS_A_BYTE = 8 * 64 * 4;
/** "Exif" as a number. */
const EXIF = 0x45786966;

/** SOF0 to SOF15 but DHT (c4), JPG (c8) and DAC (cc), which share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * Walks the segments of a JPEG file (ITU-T T.81, annex B) up to the first scan.
 * @throws IMAGE_UNREADABLE where no frame is found, one that the file is too short for, or a CMYK one, whose colours only
 * its printer knows
 */
export function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | undefined;
  let size: { readonly width: number; readonly height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      // Decoders step over stray bytes between segments, and so do we.
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
  throw imageUnreadable('a JPEG file that is cut off or damaged');
}
