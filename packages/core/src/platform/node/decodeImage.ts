import type { MozJPEGModule } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import type { WebPModule } from '@jsquash/webp/codec/dec/webp_dec.js';
import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import type { RgbaImage } from '../Platform';
import { type ImageHeader, readImageHeader } from '../headers/readImageHeader';
import { orientPixels, readExifOrientation } from '../orientPixels';
import { decodePng } from '../png/decodePng';
import { imageUnreadable, reasonOf } from '../readErrors';
import { inflate } from './openBytes';
import { wasmCodec } from './wasmCodec';

/**
 * Decodes a JPEG file with libjpeg (mozjpeg) as WebAssembly: some five times faster than decoders in JavaScript, and to the
 * same bytes as libjpeg-turbo and therefore Chromium, because transform and upsampling are the same.
 */
const decodeJpeg = wasmCodec<MozJPEGModule>({
  package: '@jsquash/jpeg',
  wasm: 'codec/dec/mozjpeg_dec.wasm',
  load: () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
  // The orientation is applied later, by code that all formats share.
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>, false),
});

/** Decodes a WebP file with libwebp as WebAssembly. */
const decodeWebp = wasmCodec<WebPModule>({
  package: '@jsquash/webp',
  wasm: 'codec/dec/webp_dec.wasm',
  load: () => import('@jsquash/webp/codec/dec/webp_dec.js'),
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>),
});

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

/** `Platform.drawPixels` for Node, which has no elements: always rejects. */
export function drawPixels(): Promise<never> {
  return Promise.reject(imageUnreadable('an element or a canvas (pass the result of its getImageData())'));
}
