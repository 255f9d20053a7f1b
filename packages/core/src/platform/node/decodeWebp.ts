import { wasmCodec } from './wasmCodec';

/** Decodes a WebP file with libwebp as WebAssembly. */
export const decodeWebp = wasmCodec(
  '@jsquash/webp/codec/dec/webp_dec.wasm',
  () => import('@jsquash/webp/codec/dec/webp_dec.js'),
);
