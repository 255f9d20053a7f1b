import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { assertWebAssembly } from '../platform/compileWasm';
import { neededWasmFile, type WasmFile } from '../tfjs/wasmFiles';
import { withinLimit } from '../timeLimit';
import type { BackendDevice, WasmPaths } from './BackendProvider';
import { messageOf, unavailable } from './refusals';
import { startEmbeddedWasm } from './startEmbeddedWasm';
import { locateWasm, startWasm } from './startWasm';

/**
 * Starts WebAssembly in a page or a worker of one.
 * @param paths - of the files that the page serves; without them ferkit's own copy is used
 * @throws BACKEND_UNAVAILABLE
 */
export async function startWasmInBrowser(paths: WasmPaths | undefined): Promise<BackendDevice> {
  assertWebAssembly();
  if (paths !== undefined) {
    const { addresses, needed } = await locateWasm(paths);
    await checkUrl(needed);
    setWasmPaths(addresses);
    return startWasm();
  }
  const file = await neededWasmFile();
  return startEmbeddedWasm(file, embeddedFor(file));
}

/** The instruction to serve the files, for messages. */
const SERVE_WASM_FILES =
  "serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name their folder: backend: { name: 'wasm', paths }";

/** Seconds in which a server answers a request for a file. */
const ANSWER_LIMIT = 30;

async function readStart(
  address: string,
): Promise<{ readonly response: Response; readonly start: Uint8Array | undefined }> {
  const response = await fetch(address, { credentials: 'same-origin' });
  const reader = response.body?.getReader();
  const start = (await reader?.read())?.value;
  await reader?.cancel();
  return { response, start };
}

/** Checks an address before tfjs uses it: after one failed start tfjs never tries again in this page. @throws BACKEND_UNAVAILABLE */
async function checkUrl(address: string): Promise<void> {
  let received: string;
  try {
    const { response, start } = await withinLimit(
      readStart(address),
      ANSWER_LIMIT,
      (limit) => new Error(`nothing within ${limit}`),
    );
    // Development servers answer a missing file with their start page and status 200.
    const isWasm = start !== undefined && String.fromCharCode(...start.subarray(0, 4)) === '\0asm';
    if (response.ok && isWasm) return;
    received = response.ok ? 'something that is not WebAssembly' : `HTTP ${response.status}`;
  } catch (error) {
    received = messageOf(error);
  }
  throw unavailable('wasm', `${address} answers with ${received}; ${SERVE_WASM_FILES}`);
}

/** The file that comes with ferkit. Only older browsers need the one without SIMD. */
const embedded: Partial<Record<WasmFile, () => Promise<{ readonly binary: string }>>> = {
  'tfjs-backend-wasm-simd.wasm': () => import('./embeddedWasm/simd.generated'),
};

/** Imports the file that this browser needs. @throws BACKEND_UNAVAILABLE */
function embeddedFor(file: WasmFile): () => Promise<{ readonly binary: string }> {
  const load = embedded[file];
  if (load !== undefined) return load;
  const reason = 'this browser has no SIMD in WebAssembly, which the file that comes with ferkit needs';
  throw unavailable('wasm', `${reason}; ${SERVE_WASM_FILES}`);
}
