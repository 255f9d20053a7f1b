import * as tf from '@tensorflow/tfjs';

/** The WebAssembly files of tfjs-backend-wasm: plain, with SIMD, and with threads too, which ferkit does not use. tfjs asks for all names. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export type WasmFile = (typeof WASM_FILES)[number];

/** True if tfjs runs its WebAssembly with SIMD here. */
export const hasSimd = async (): Promise<boolean> => (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;

/** The file that tfjs will load here. */
export async function neededWasmFile(): Promise<WasmFile> {
  return (await hasSimd()) ? WASM_FILES[1] : WASM_FILES[0];
}

/**
 * Makes tfjs run its WebAssembly in one thread, also in pages that are cross-origin isolated. ferkit's own kernels cannot import the
 * memory that tfjs' threads share, and one thread of theirs is faster than several of tfjs. A content security policy without
 * `worker-src blob:` would also let tfjs wait for its threads forever.
 */
export const forbidThreads = (): void => tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

/**
 * Answers tfjs' request for a file from memory, which no content security policy forbids.
 * @returns a function that lets tfjs fetch from the network again
 */
export function answerFetch(file: WasmFile, bytes: Uint8Array<ArrayBuffer>): () => void {
  const { platform } = tf.env();
  const fetchFromNetwork = platform.fetch.bind(platform);
  platform.fetch = (path, options) =>
    path === file ? Promise.resolve(new Response(bytes)) : fetchFromNetwork(path, options);
  return () => {
    platform.fetch = fetchFromNetwork;
  };
}
