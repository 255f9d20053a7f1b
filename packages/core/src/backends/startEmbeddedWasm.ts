import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { isFerError } from '../errors';
import { importChunk } from '../importChunk';
import { readPackaged } from '../packagedFiles';
import { compileWasm } from '../platform/compileWasm';
import { answerFetch, WASM_FILES, type WasmFile } from '../tfjs/wasmFiles';
import type { BackendDevice } from './BackendProvider';
import { messageOf, unavailable } from './refusals';
import { startWasm } from './startWasm';

/** The file that comes with ferkit. */
const SIMD_FILE: WasmFile = 'tfjs-backend-wasm-simd.wasm';

/**
 * Starts tfjs' engine from the WebAssembly that comes with ferkit, which needs SIMD.
 * @throws BACKEND_UNAVAILABLE
 */
export async function startEmbeddedWasm(): Promise<BackendDevice> {
  const { binary } = await importChunk('WebAssembly engine', () => import('./embeddedWasm/simd.generated'));
  try {
    const module = await compileWasm(await readPackaged('engine', binary));
    setWasmPaths(Object.fromEntries(WASM_FILES.map((name) => [name, name])), true);
    const { failed, stop } = answerFetch(SIMD_FILE, module);
    try {
      return await startWasm(failed);
    } finally {
      stop();
    }
  } catch (cause) {
    if (isFerError(cause)) throw cause;
    throw unavailable('wasm', messageOf(cause), undefined, cause);
  }
}
