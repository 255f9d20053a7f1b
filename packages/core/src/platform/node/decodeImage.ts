import type { MozJPEGModule } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import type { WebPModule } from '@jsquash/webp/codec/dec/webp_dec.js';
import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import { type Drawable, isBytes, type RgbaImage } from '../Platform';
import { type ImageHeader, readImageHeader } from '../headers/readImageHeader';
import { decodeBmp } from '../bmp/decodeBmp';
import { decodeGif } from '../gif/decodeGif';
import { decodeCmykJpeg } from '../jpeg/decodeCmykJpeg';
import { orientPixels, readExifOrientation } from '../orientPixels';
import { decodePng } from '../png/decodePng';
import { imageDamaged, imageUnreadable, reasonOf } from '../readErrors';
import { decodeFirstFrame } from '../webp/firstFrame';
import { decodeWithSharp } from './decodeWithSharp';
import { inflate } from './openBytes';
import { wasmCodec } from './wasmCodec';

/**
 * Decodes a JPEG file with libjpeg (mozjpeg) as WebAssembly: some five times faster than decoders in JavaScript, and to the
 * same bytes as libjpeg-turbo and therefore Chromium, because transform and upsampling are the same.
 */
const decodeJpeg = wasmCodec<MozJPEGModule>({
  part: 'JPEG decoder',
  embedded: () => import('./embeddedCodecs/jpeg.generated'),
  load: () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
  // The orientation is applied later, by code that all formats share.
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>, false),
});

/** Decodes a WebP file with libwebp as WebAssembly. */
const decodeWebp = wasmCodec<WebPModule>({
  part: 'WebP decoder',
  embedded: () => import('./embeddedCodecs/webp.generated'),
  load: () => import('@jsquash/webp/codec/dec/webp_dec.js'),
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>),
});

/** Decodes a file whose header was read. */
function decode(bytes: Uint8Array, header: ImageHeader): Promise<RgbaImage> | RgbaImage {
  const { format, isCmyk, isAnimated, width = 0, height = 0 } = header;
  switch (format) {
    case 'PNG':
      return decodePng(bytes, inflate);
    case 'JPEG':
      return isCmyk === true ? decodeCmykJpeg(bytes) : decodeJpeg(bytes);
    case 'WebP':
      return isAnimated === true
        ? decodeFirstFrame(bytes, { width, height }, decodeWebp, readImageHeader)
        : decodeWebp(bytes);
    case 'GIF':
      return decodeGif(bytes);
    case 'BMP':
      return decodeBmp(bytes);
    default:
      return decodeWithSharp(bytes, format);
  }
}

/** `Platform.decodeImage` for Node. */
export async function decodeImage(bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const header = readImageHeader(bytes);
  const { format, exif } = header;
  try {
    const image = await decode(bytes, header);
    signal?.throwIfAborted();
    return orientPixels(image, readExifOrientation(exif));
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw imageDamaged(format, error);
  }
}

/** `Platform.drawPixels` for Node, which has no elements: reads the canvases of libraries. */
// eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
export async function drawPixels(drawable: Drawable): Promise<RgbaImage> {
  const { width, height } = drawable as { readonly width?: unknown; readonly height?: unknown };
  if ('getContext' in drawable && Number.isInteger(width) && Number.isInteger(height)) {
    const size = { width: width as number, height: height as number };
    const data = readCanvas(drawable as HTMLCanvasElement);
    if (isBytes(data) && data.length > 0 && data.length === 4 * size.width * size.height)
      return { pixels: data, ...size };
  }
  const next = 'Draw it on a canvas of a library, or pass the file itself.';
  throw imageUnreadable({ received: 'an element', expected: 'a file, pixels or a canvas', next });
}

/** The pixels of a canvas of a library; undefined of one that has no context for them. @throws IMAGE_UNREADABLE */
function readCanvas(canvas: HTMLCanvasElement): unknown {
  try {
    return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  } catch (cause) {
    throw imageUnreadable({
      received: `a canvas that cannot be read (${reasonOf(cause)})`,
      expected: 'a canvas with content',
      cause,
    });
  }
}
