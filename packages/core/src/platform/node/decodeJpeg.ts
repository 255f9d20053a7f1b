import type { MozJPEGModule } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { wasmCodec } from './wasmCodec';

/**
 * Decodes a JPEG file with libjpeg (mozjpeg) as WebAssembly: some five times faster than the decoders in JavaScript, and
 * to the very bytes that libjpeg-turbo and with it Chromium decode, as transform and upsampling are the same.
 */
export const decodeJpeg = wasmCodec<MozJPEGModule>({
  package: '@jsquash/jpeg',
  wasm: 'codec/dec/mozjpeg_dec.wasm',
  load: () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
  // The orientation is applied later, by the code that all formats share.
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>, false),
});
