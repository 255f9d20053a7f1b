import * as tf from '@tensorflow/tfjs';
import { importChunk } from '../importChunk';

/** The WebAssembly files of tfjs-backend-wasm: plain, with SIMD, and with threads too. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export type WasmFile = (typeof WASM_FILES)[number];

/** True if tfjs runs its WebAssembly with SIMD here. */
export const hasSimd = async (): Promise<boolean> => (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;

/** True if tfjs runs its WebAssembly with threads here. */
export const hasThreads = async (): Promise<boolean> =>
  (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true;

/** The file that tfjs will load here. */
export async function neededWasmFile(): Promise<WasmFile> {
  if (!(await hasSimd())) return WASM_FILES[0];
  return (await hasThreads()) ? WASM_FILES[2] : WASM_FILES[1];
}

/** Makes tfjs run its WebAssembly in one thread. */
export const forbidThreads = (): void => tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

/**
 * Answers tfjs' request for a file from memory, which no content security policy forbids.
 * @returns a function that lets tfjs fetch from the network again
 */
export function answerFetch(file: WasmFile, bytes: Uint8Array<ArrayBuffer>): () => void {
  const { platform } = tf.env();
  const fetchFromNetwork = platform.fetch.bind(platform);
  platform.fetch = (path, options) =>
    path === file ? Promise.resolve(new Response(bytes)) : fetchFromNetwork(path, options);
  return () => {
    platform.fetch = fetchFromNetwork;
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_'.split('');

/** All names of one or two characters, which minifiers give to the variables of a function. Keywords cannot be declared. */
const SHORT_NAMES = LETTERS.flatMap((first) => [first, ...LETTERS.map((second) => first + second)]).filter(
  (name) => !['as', 'do', 'if', 'in', 'is', 'of'].includes(name),
);

/**
 * Lets tfjs' threads start in a minified page. tfjs starts them from the source text of a function, without the scope around it. The
 * text refers to a variable of that scope, which a minifier renames, dropping the test that it exists, so each thread fails at once.
 * Here the text gets a scope that declares all names of that length as undefined. https://github.com/tensorflow/tfjs/issues/7066
 */
export async function declareThreadVariables(): Promise<void> {
  const load = () => import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const { default: factory } = await importChunk('threads of WebAssembly', load);
  const text = Function.prototype.toString.call(factory);
  factory.toString = () => `(() => { var ${SHORT_NAMES.join()}; return ${text}; })()`;
}
