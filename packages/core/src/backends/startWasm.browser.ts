import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { ThreadProgram } from '../graphs/wasm/ProgramThreads';
import { threadAddress } from '../packagedFiles';
import { assertWebAssembly } from '../platform/compileWasm';
import { hasSimd } from '../tfjs/wasmFiles';
import { withinLimit } from '../timeLimit';
import type { BackendDevice, WasmPaths, WasmSettings } from './BackendProvider';
import { addThreads } from './addThreads';
import { messageOf, unavailable } from './refusals';
import { startEmbeddedWasm } from './startEmbeddedWasm';
import { locateWasm, startWasm } from './startWasm';

/** Half of the cores leave the rest to the page and other programs. */
const countThreads = (): number =>
  globalThis.crossOriginIsolated ? Math.min(4, Math.max(2, navigator.hardwareConcurrency >> 1)) : 1;

/** Starts a thread with a script of the package, which lies beside this file, also in the build. */
const startProgramThread = (program: ThreadProgram): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const address = threadAddress();
    const worker =
      address === undefined
        ? new Worker(new URL('./programThread.js', import.meta.url), { type: 'module' })
        : new Worker(address);
    worker.onmessage = () => resolve(() => worker.terminate());
    worker.onerror = (event) => {
      // The rejection reports it; the browser would log it a second time.
      event.preventDefault();
      worker.terminate();
      reject(new Error(event.message || 'the script programThread.js cannot be loaded'));
    };
    worker.postMessage(program);
  });

/**
 * Starts WebAssembly in a page or a worker of one.
 * @throws BACKEND_UNAVAILABLE
 */
export async function startWasmInBrowser({
  paths,
  threads = countThreads(),
}: WasmSettings = {}): Promise<BackendDevice> {
  return addThreads(await startEngine(paths), threads, startProgramThread);
}

/** @param paths - of the files that the page serves; without them ferkit's own copy is used */
async function startEngine(paths: WasmPaths | undefined): Promise<BackendDevice> {
  assertWebAssembly();
  if (paths !== undefined) {
    const { addresses, needed } = await locateWasm(paths);
    await checkUrl(needed);
    setWasmPaths(addresses);
    return startWasm();
  }
  if (await hasSimd()) return startEmbeddedWasm();
  const reason = 'this browser has no SIMD in WebAssembly, which the file that comes with ferkit needs';
  throw unavailable('wasm', `${reason}; ${SERVE_WASM_FILES}`);
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
