import type { Abortable } from '../../abortable';
import type { ImageHeader } from '../headers/ImageHeader';
import { readImageHeader } from '../headers/readImageHeader';
import { imageUnreadable } from '../imageUnreadable';
import { orientPixels } from '../orientPixels';
import type { RgbaImage } from '../Platform';
import { reasonOf } from '../reasonOf';
import { decodeJpeg } from './decodeJpeg';
import { decodePng } from './png/decodePng';
import { decodeWebp } from './decodeWebp';

const DECODERS: Readonly<Record<ImageHeader['format'], (bytes: Uint8Array) => RgbaImage | Promise<RgbaImage>>> = {
  PNG: decodePng,
  JPEG: decodeJpeg,
  WebP: decodeWebp,
};

/** `Platform.decodeImage` for Node. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const { format, orientation } = readImageHeader(bytes);
  try {
    const image = await DECODERS[format](bytes);
    signal?.throwIfAborted();
    return orientPixels(image, orientation);
  } catch (error) {
    signal?.throwIfAborted();
    throw imageUnreadable(`a damaged ${format} file (${reasonOf(error)})`, error);
  }
}
