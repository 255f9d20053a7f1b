import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { BackendDevice } from './BackendProvider';
import { useEmbeddedWasm } from './embeddedWasm/useEmbeddedWasm';
import { locateWasm } from './locateWasm';
import { prepareWasmThreads } from './prepareWasmThreads';
import { startEngine } from './startEngine';
import { withEngine } from './useEngine';
import { neededWasmFile } from './wasmFiles';
import { registerWasmKernels } from './wasmKernels/registerWasmKernels';
import { hasRelaxedSimd, openSimdKernels } from './wasmKernels/SimdKernels';
import type { WasmBackend } from './wasmKernels/WasmBackend';

/** Starts tfjs' WebAssembly engine, with ferkit's kernels for training. @throws BACKEND_UNAVAILABLE */
export async function startWasm(): Promise<BackendDevice> {
  await prepareWasmThreads();
  const location = await locateWasm();
  if (location !== undefined) setWasmPaths(location);
  // In Node tfjs finds the files of its package by itself.
  const usesOwn = location === undefined && tf.env().get('IS_NODE') !== true;
  const stopAnswering = usesOwn ? await useEmbeddedWasm(await neededWasmFile()) : undefined;
  const removeListeners = watchProcessListeners();
  try {
    await startEngine('wasm');
  } finally {
    removeListeners();
    stopAnswering?.();
  }
  // It sets its kernels up on the engine that is current.
  const simd = withEngine('wasm', () => {
    registerWasmKernels();
    return describeSimd();
  });
  const threads = Math.max(1, getThreadsCount());
  const device = ['WebAssembly', ...simd, `${threads} thread${threads === 1 ? '' : 's'}`].join(', ');
  return { device, accelerated: false };
}

/** What the kernels in use have of SIMD: those of tfjs, which run where threads share the heap, know no relaxed one. */
function describeSimd(): readonly string[] {
  if (tf.env().get('WASM_HAS_SIMD_SUPPORT') !== true) return [];
  const ours = openSimdKernels(tf.backend() as unknown as WasmBackend) !== null;
  return [ours && hasRelaxedSimd() ? 'relaxed SIMD' : 'SIMD'];
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * In Node, Emscripten puts its own handlers on the process, which throw again whatever the user's program left
 * unhandled, from another place and with another exit code. Returns the function that takes the new ones off.
 */
function watchProcessListeners(): () => void {
  if (tf.env().get('IS_NODE') !== true) return () => undefined;
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException'));
  return () => {
    EVENTS.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]!.includes(listener)) process.removeListener(event, listener);
      }
    });
  };
}
