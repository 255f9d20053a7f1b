import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { importChunk } from '../../importChunk';
import { SERVE_WASM_FILES, WASM_FILES, type WasmFile } from '../locateWasm';
import { messageOf, unavailable } from '../refusals';

/** Those that a browser of today can need; the third, without SIMD, is for older ones. */
const parts: Partial<Record<WasmFile, () => Promise<{ readonly binary: string }>>> = {
  'tfjs-backend-wasm-simd.wasm': () => import('./simd.generated'),
  'tfjs-backend-wasm-threaded-simd.wasm': () => import('./threadedSimd.generated'),
};

/** The smallest module there is. */
const NOTHING = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Lets tfjs start from the WebAssembly that comes with ferkit. It knows files only, so that what it would fetch is answered from
 * memory, which no content security policy forbids.
 *
 * @param file - what this browser needs
 * @returns what lets tfjs fetch for itself again; call it when the engine has started
 * @throws BACKEND_UNAVAILABLE
 */
export async function useEmbeddedWasm(file: WasmFile): Promise<() => void> {
  const load = parts[file];
  if (load === undefined) {
    const reason = 'this browser has no SIMD in WebAssembly, which what comes with ferkit needs';
    throw unavailable('wasm', `${reason}; ${SERVE_WASM_FILES}`);
  }
  // Where it is forbidden tfjs would wait for ever.
  await WebAssembly.compile(NOTHING).catch((cause: unknown) => {
    throw unavailable('wasm', `WebAssembly cannot be compiled: ${messageOf(cause)}`, undefined, cause);
  });
  const { binary } = await importChunk('WebAssembly engine', load);
  const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
  setWasmPaths(Object.fromEntries(WASM_FILES.map((name) => [name, name])), true);
  const { platform } = tf.env();
  const fetchItself = platform.fetch.bind(platform);
  platform.fetch = (path, options) =>
    path === file ? Promise.resolve(new Response(bytes)) : fetchItself(path, options);
  return () => {
    platform.fetch = fetchItself;
  };
}
