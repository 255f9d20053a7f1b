import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { hasRelaxedSimd, openSimdKernels } from '../kernels/wasm/openSimdKernels';
import { currentWasmBackend } from '../tfjs/WasmBackend';
import { registerWasmKernels } from '../kernels/wasm/register';
import { activateEngine, restoringEngine, startEngine } from '../tfjs/engineRegistry';
import type { BackendDevice } from './BackendProvider';
import { useEmbeddedWasm } from './embeddedWasm/useEmbeddedWasm';
import { locateWasm, neededWasmFile } from './locateWasm';

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
  const simd = restoringEngine(() => {
    activateEngine('wasm');
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
  const ours = openSimdKernels(currentWasmBackend()) !== null;
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

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_'.split('');

/** All names of one or two characters, which is what minifiers call the variables of a function. Keywords cannot be declared. */
const SHORT_NAMES = LETTERS.flatMap((first) => [first, ...LETTERS.map((second) => first + second)]).filter(
  (name) => !['as', 'do', 'if', 'in', 'is', 'of'].includes(name),
);

/**
 * Makes tfjs' WebAssembly run on half of the cores, at most four, where the page is cross-origin isolated, or on one where that cannot work: tfjs
 * would wait for ever for threads that never start.
 *
 * tfjs hands its threads the text of a function that is cut out of its surroundings. A minifier has renamed a variable of
 * these and left out the question whether it exists: each thread ends at once. So the text gets surroundings in which any such
 * name is declared, and undefined, as the variable would be. https://github.com/tensorflow/tfjs/issues/7066
 */
async function prepareWasmThreads(): Promise<void> {
  const wantsThreads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true;
  if (!wantsThreads || tf.env().get('IS_NODE') === true) return;
  if (!(await canStartThreads())) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return;
  }
  const { default: factory } =
    await import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const text = Function.prototype.toString.call(factory);
  factory.toString = () => `(() => { var ${SHORT_NAMES.join()}; return ${text}; })()`;
}

/** Whether scripts of the page's own making may run as workers: a content security policy without `worker-src blob:` forbids it. */
function canStartThreads(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }));
  return new Promise<boolean>((resolve) => {
    let worker: Worker;
    try {
      worker = new Worker(address);
    } catch {
      resolve(false);
      return;
    }
    const answer = (can: boolean): void => {
      worker.terminate();
      resolve(can);
    };
    worker.onmessage = () => answer(true);
    worker.onerror = () => answer(false);
  }).finally(() => URL.revokeObjectURL(address));
}
