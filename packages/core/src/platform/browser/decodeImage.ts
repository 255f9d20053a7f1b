import type { Abortable } from '../../abortable';
import { imageUnreadable } from '../imageUnreadable';
import type { RgbaImage } from '../Platform';
import { reasonOf } from '../reasonOf';

function read(bitmap: ImageBitmap): RgbaImage {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('No 2d canvas');
  context.drawImage(bitmap, 0, 0);
  return { pixels: context.getImageData(0, 0, width, height).data, width, height };
}

/** `Platform.decodeImage` for the browser. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  let bitmap: ImageBitmap | undefined;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
      imageOrientation: 'from-image',
    });
    return read(bitmap);
  } catch (error) {
    throw imageUnreadable(reasonOf(error), error);
  } finally {
    bitmap?.close();
    signal?.throwIfAborted();
  }
}
