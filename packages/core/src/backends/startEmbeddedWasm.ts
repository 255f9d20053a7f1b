import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { decodeEmbedded } from '../base64';
import { isFerError } from '../errors';
import { importChunk } from '../importChunk';
import { compileWasm } from '../platform/compileWasm';
import { answerFetch, WASM_FILES, type WasmFile } from '../tfjs/wasmFiles';
import type { BackendDevice } from './BackendProvider';
import { messageOf, unavailable } from './refusals';
import { startWasm } from './startWasm';

/**
 * Starts tfjs' engine from the WebAssembly that comes with ferkit.
 * @param file - the one that tfjs needs here
 * @param load - imports the module that embeds it
 * @throws BACKEND_UNAVAILABLE
 */
export async function startEmbeddedWasm(
  file: WasmFile,
  load: () => Promise<{ readonly binary: string }>,
): Promise<BackendDevice> {
  const { binary } = await importChunk('WebAssembly engine', load);
  try {
    const module = await compileWasm(decodeEmbedded(binary));
    setWasmPaths(Object.fromEntries(WASM_FILES.map((name) => [name, name])), true);
    const { failed, stop } = answerFetch(file, module);
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
