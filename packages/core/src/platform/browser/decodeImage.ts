import type { Abortable } from '../../abortable';
import type { ImageHeader } from '../headers/ImageHeader';
import { readExifOrientation } from '../headers/readExifOrientation';
import { readImageHeader } from '../headers/readImageHeader';
import { imageUnreadable } from '../imageUnreadable';
import { orientPixels } from '../orientPixels';
import type { RgbaImage } from '../Platform';
import { decodePng } from '../png/decodePng';
import { reasonOf } from '../reasonOf';
import { decodeBitmap } from './decodeBitmap';
import { inflate } from './inflate';

/** A copy without its EXIF block: browsers differ in the formats whose orientation they apply, so none gets to see it. */
function withoutExif(bytes: Uint8Array, { exif }: ImageHeader): Uint8Array {
  if (exif === undefined) return bytes;
  const start = exif.byteOffset - bytes.byteOffset;
  return bytes.slice().fill(0, start, start + exif.length);
}

/** `Platform.decodeImage` for the browser. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const header = readImageHeader(bytes);
  try {
    const image =
      header.format === 'PNG' ? await decodePng(bytes, inflate) : await decodeBitmap(withoutExif(bytes, header));
    signal?.throwIfAborted();
    return orientPixels(image, readExifOrientation(header.exif));
  } catch (error) {
    signal?.throwIfAborted();
    throw imageUnreadable(`a damaged ${header.format} file (${reasonOf(error)})`, error);
  }
}
