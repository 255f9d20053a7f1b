import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { existsSync } from 'node:fs';
import { assertWebAssembly } from '../platform/compileWasm';
import { hasSimd } from '../tfjs/wasmFiles';
import type { BackendDevice, WasmPaths, WasmSettings } from './BackendProvider';
import { addThreads } from './addThreads';
import { unavailable } from './refusals';
import { startEmbeddedWasm } from './startEmbeddedWasm';
import { startProgramThread } from './startProgramThread.node';
import { locateWasm, startWasm } from './startWasm';

/**
 * Starts WebAssembly in Node.
 * @throws BACKEND_UNAVAILABLE
 */
export async function startWasmInNode({ paths, threads = 1 }: WasmSettings = {}): Promise<BackendDevice> {
  return addThreads(await startEngine(paths), threads, startProgramThread);
}

/** @param paths - of the files of tfjs; without them ferkit's own copy is used, which needs no file beside a bundle */
async function startEngine(paths: WasmPaths | undefined): Promise<BackendDevice> {
  assertWebAssembly();
  const removeListeners = watchProcessListeners();
  try {
    if (paths !== undefined) {
      const { addresses, needed } = await locateWasm(paths);
      checkFile(needed);
      setWasmPaths(addresses);
    } else if (await hasSimd()) {
      return await startEmbeddedWasm();
    }
    // Without SIMD, on processors from before 2008, tfjs finds the file in its package by itself.
    return await startWasm();
  } finally {
    removeListeners();
  }
}

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
