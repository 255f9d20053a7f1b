import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import { isDecodedFormat } from '../../imageFormats';
import type { RgbaImage } from '../Platform';
import { readStream } from '../byteChunks';
import { decodeBmp } from '../bmp/decodeBmp';
import { decodeGif } from '../gif/decodeGif';
import { checkImageSize, describeFormat, type ImageHeader, readImageHeader } from '../headers/readImageHeader';
import { decodeCmykJpeg } from '../jpeg/decodeCmykJpeg';
import { orientPixels, readExifOrientation } from '../orientPixels';
import { decodePng, type Inflate } from '../png/decodePng';
import { imageDamaged, imageUnreadable, reasonOf } from '../readErrors';

/** `Platform.decodeImage` for the browser: by own decoders where the browser's give other pixels than those of Node. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const header = readImageHeader(bytes);
  try {
    const image = await decode(bytes, header);
    signal?.throwIfAborted();
    return orientPixels(image, readExifOrientation(header.exif));
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    const { format } = header;
    if (isDecodedFormat(format)) throw imageDamaged(format, error);
    throw imageUnreadable({
      received: `${describeFormat(format)} that this browser does not decode (${reasonOf(error)})`,
      next: 'If it is whole, convert it to PNG, JPEG or WebP.',
      format,
      cause: error,
    });
  }
}

function decode(bytes: Uint8Array, header: ImageHeader): Promise<RgbaImage> | RgbaImage {
  switch (header.format) {
    case 'PNG':
      return decodePng(bytes, inflate);
    case 'GIF':
      return decodeGif(bytes);
    case 'BMP':
      return decodeBmp(bytes);
    case 'SVG':
      return drawSvg(bytes);
    default:
      return header.isCmyk === true ? decodeCmykJpeg(bytes) : decodeBitmap(withoutExif(bytes, header), header.format);
  }
}

/** Draws a vector image in its own size. Browsers decode it in image elements only, which workers lack. */
async function drawSvg(bytes: Uint8Array): Promise<RgbaImage> {
  if (typeof Image === 'undefined') throw new Error('workers have no image elements');
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    checkImageSize({ format: 'SVG', width, height });
    return draw(image, width, height);
  } finally {
    URL.revokeObjectURL(url);
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
async function decodeBitmap(bytes: Uint8Array, format: ImageHeader['format']): Promise<RgbaImage> {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const { width, height } = bitmap;
    checkImageSize({ format, width, height });
    return draw(bitmap, width, height);
  } finally {
    bitmap.close();
  }
}

function draw(source: ImageBitmap | HTMLImageElement, width: number, height: number): RgbaImage {
  const context = makeContext(width, height);
  context.drawImage(source, 0, 0);
  return { pixels: context.getImageData(0, 0, width, height).data, width, height };
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
