import { wasmCodec } from './wasmCodec';

/**
 * Decodes a JPEG file with libjpeg (mozjpeg) as WebAssembly: some five times faster than JPEG decoders in JavaScript, and
 * to the very bytes that Chromium decodes, whose library has the same transform and upsampling.
 */
export const decodeJpeg = wasmCodec(
  '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
);
