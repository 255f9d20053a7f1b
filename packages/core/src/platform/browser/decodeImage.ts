import type { Abortable } from '../../abortable';
import type { RgbaImage } from '../Platform';
import { readStream } from '../byteChunks';
import { type ImageHeader, readImageHeader } from '../headers/readImageHeader';
import { orientPixels, readExifOrientation } from '../orientPixels';
import { decodePng, type Inflate } from '../png/decodePng';
import { imageUnreadable, reasonOf } from '../readErrors';

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

/** Blanks the EXIF block in a copy, because browsers differ in the formats whose orientation they apply. */
function withoutExif(bytes: Uint8Array, { exif }: ImageHeader): Uint8Array {
  if (exif === undefined) return bytes;
  const start = exif.byteOffset - bytes.byteOffset;
  return bytes.slice().fill(0, start, start + exif.length);
}

function makeContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // Without the hint the pixels may live on a GPU, which may return other values.
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d canvas');
  return context;
}

/**
 * Decodes a file with the browser's own decoder. Opaque pixels are exact; translucent ones lose precision in the canvas, at
 * most one grey level once composited over white.
 */
async function decodeBitmap(bytes: Uint8Array): Promise<RgbaImage> {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const { width, height } = bitmap;
    const context = makeContext(width, height);
    context.drawImage(bitmap, 0, 0);
    return { pixels: context.getImageData(0, 0, width, height).data, width, height };
  } finally {
    bitmap.close();
  }
}

/** {@link Inflate} for the browser. */
const inflate: Inflate = async (compressed, limit) => {
  const packed = new Blob(compressed as Uint8Array<ArrayBuffer>[]).stream();
  const bytes = new Uint8Array(limit);
  let length = 0;
  for await (const chunk of readStream(packed.pipeThrough(new DecompressionStream('deflate')))) {
    if (length + chunk.length > limit) throw new Error(`more than ${limit} bytes of pixels`);
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
};
