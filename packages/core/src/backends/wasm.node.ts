import { existsSync } from 'node:fs';
import type { BackendProvider } from './BackendProvider';
import { unavailable } from './refusals';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  async activate(paths) {
    const { locateWasm, startWasm } = await import('./startWasm');
    // Without paths, tfjs finds the files of its package by itself.
    if (paths !== undefined) {
      const { addresses, needed } = await locateWasm(paths);
      checkFile(needed);
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
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

/** tfjs gives up for the life of the process after one failed start. @throws BACKEND_UNAVAILABLE */
function checkFile(address: string): void {
  if (existsSync(address.startsWith('file:') ? new URL(address) : address)) return;
  throw unavailable('wasm', `there is no file ${address}`);
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Emscripten puts its own handlers on the process, which throw again every error that the user's program did not handle,
 * from another place and with another exit code.
 * @returns the function that removes the new handlers
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
