import { existsSync } from 'node:fs';
import { importChunk } from '../importChunk';
import type { BackendProvider } from './BackendProvider';
import { unavailable } from './refusals';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  async activate(paths) {
    const { locateWasm, startWasm } = await importChunk('start of WebAssembly', () => import('./startWasm'));
    // Without paths, tfjs finds the files of its package by itself.
    if (paths !== undefined) {
      const { addresses, needed } = await locateWasm(paths);
      checkFile(needed);
      const load = () => import('@tensorflow/tfjs-backend-wasm');
      const { setWasmPaths } = await importChunk('WebAssembly engine', load);
      setWasmPaths(addresses);
    }
    const removeListeners = watchProcessListeners();
    try {
      return await startWasm();
    } finally {
      removeListeners();
    }
  },
};

/** Checks a path before tfjs uses it: after one failed start tfjs never tries again in this process. @throws BACKEND_UNAVAILABLE */
function checkFile(address: string): void {
  if (existsSync(address.startsWith('file:') ? new URL(address) : address)) return;
  throw unavailable('wasm', `there is no file ${address}`);
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Emscripten adds handlers to the process that rethrow every unhandled error of the user's program, from another place and with
 * another exit code.
 * @returns a function that removes the handlers added since
 */
function watchProcessListeners(): () => void {
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException'));
  return () => {
    EVENTS.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]!.includes(listener)) process.removeListener(event, listener);
      }
    });
  };
}
