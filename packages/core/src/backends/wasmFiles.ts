import * as tf from '@tensorflow/tfjs';

/** What tfjs calls its WebAssembly files: plain, with SIMD, and with threads too. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export type WasmFile = (typeof WASM_FILES)[number];

/** The file that tfjs will use here. */
export async function neededWasmFile(): Promise<WasmFile> {
  if ((await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) !== true) return WASM_FILES[0];
  return (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true ? WASM_FILES[2] : WASM_FILES[1];
}

/** What a page does that has to bring the files itself, for messages. */
export const SERVE_WASM_FILES =
  'serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name their folder with configureWasm';
