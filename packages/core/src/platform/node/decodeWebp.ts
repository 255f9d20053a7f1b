import type { WebPModule } from '@jsquash/webp/codec/dec/webp_dec.js';
import { wasmCodec } from './wasmCodec';

/** Decodes a WebP file with libwebp as WebAssembly. */
export const decodeWebp = wasmCodec<WebPModule>({
  package: '@jsquash/webp',
  wasm: 'codec/dec/webp_dec.wasm',
  load: () => import('@jsquash/webp/codec/dec/webp_dec.js'),
  decode: (codec, bytes) => codec.decode(bytes as Uint8Array<ArrayBuffer>),
});
