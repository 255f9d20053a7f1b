import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import type { ImageHeader } from '../headers/ImageHeader';
import { readExifOrientation } from '../headers/readExifOrientation';
import { readImageHeader } from '../headers/readImageHeader';
import { imageUnreadable } from '../imageUnreadable';
import { orientPixels } from '../orientPixels';
import type { RgbaImage } from '../Platform';
import { decodePng } from '../png/decodePng';
import { reasonOf } from '../reasonOf';
import { decodeJpeg } from './decodeJpeg';
import { decodeWebp } from './decodeWebp';
import { inflate } from './inflate';

const DECODERS: Readonly<Record<ImageHeader['format'], (bytes: Uint8Array) => Promise<RgbaImage>>> = {
  PNG: (bytes) => decodePng(bytes, inflate),
  JPEG: decodeJpeg,
  WebP: decodeWebp,
};

/** `Platform.decodeImage` for Node. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const { format, exif } = readImageHeader(bytes);
  try {
    const image = await DECODERS[format](bytes);
    signal?.throwIfAborted();
    return orientPixels(image, readExifOrientation(exif));
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw imageUnreadable(`a damaged ${format} file (${reasonOf(error)})`, error);
  }
}
