import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { importChunk } from '../importChunk';
import { withinLimit } from '../timeLimit';
import { answerFetch, neededWasmFile, WASM_FILES, type WasmFile } from '../tfjs/wasmFiles';
import type { BackendDevice, WasmPaths } from './BackendProvider';
import { messageOf, unavailable } from './refusals';
import { locateWasm, startWasm } from './startWasm';

/**
 * Starts WebAssembly in a page or a worker of one.
 * @param paths - of the files that the page serves; without them ferkit's own copy is used
 * @throws BACKEND_UNAVAILABLE
 */
export async function startWasmInBrowser(paths: WasmPaths | undefined): Promise<BackendDevice> {
  if (paths !== undefined) {
    const { addresses, needed } = await locateWasm(paths);
    await checkUrl(needed);
    setWasmPaths(addresses);
    return startWasm();
  }
  const stopAnswering = await useEmbeddedWasm(await neededWasmFile());
  try {
    return await startWasm();
  } finally {
    stopAnswering();
  }
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

/** The smallest WebAssembly module. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Lets tfjs start from the WebAssembly that comes with ferkit.
 * @param file - the one that this browser needs
 * @returns a function that lets tfjs fetch from the network again; call it when the engine has started
 * @throws BACKEND_UNAVAILABLE
 */
async function useEmbeddedWasm(file: WasmFile): Promise<() => void> {
  const load = embedded[file];
  if (load === undefined) {
    const reason = 'this browser has no SIMD in WebAssembly, which the file that comes with ferkit needs';
    throw unavailable('wasm', `${reason}; ${SERVE_WASM_FILES}`);
  }
  // If a policy forbids WebAssembly, tfjs would wait forever.
  await WebAssembly.compile(EMPTY_MODULE).catch((cause: unknown) => {
    throw unavailable('wasm', `WebAssembly cannot be compiled: ${messageOf(cause)}`, undefined, cause);
  });
  const { binary } = await importChunk('WebAssembly engine', load);
  const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
  setWasmPaths(Object.fromEntries(WASM_FILES.map((name) => [name, name])), true);
  return answerFetch(file, bytes);
}
