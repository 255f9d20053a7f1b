import { imageUnreadable } from '../imageUnreadable';
import type { ImageHeader } from './ImageHeader';
import { readPngChunks } from './readPngChunks';

/**
 * Reads the size and EXIF block of a PNG file.
 * @throws IMAGE_UNREADABLE where the file breaks off, or lacks the IHDR at its start
 */
export function readPngHeader(bytes: Uint8Array): ImageHeader {
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
