import * as tf from '@tensorflow/tfjs';

/** The WebAssembly files of tfjs-backend-wasm: plain, with SIMD, and with threads too, which ferkit does not use. tfjs asks for all names. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export type WasmFile = (typeof WASM_FILES)[number];

/** True if tfjs runs its WebAssembly with SIMD here. */
export const hasSimd = async (): Promise<boolean> => (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;

/** The file that tfjs will load here. */
export async function neededWasmFile(): Promise<WasmFile> {
  return (await hasSimd()) ? WASM_FILES[1] : WASM_FILES[0];
}

/**
 * Makes tfjs run its WebAssembly in one thread, also in pages that are cross-origin isolated. ferkit's own kernels cannot import the
 * memory that tfjs' threads share, and one thread of theirs is faster than several of tfjs. A content security policy without
 * `worker-src blob:` would also let tfjs wait for its threads forever.
 */
export const forbidThreads = (): void => tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

/**
 * Answers tfjs' request for a file from memory, which no content security policy forbids, with a module that is compiled already.
 * @returns `failed` rejects if the module cannot be instantiated, for which tfjs itself would wait forever; `stop` lets tfjs fetch from
 * the network again
 */
export function answerFetch(
  file: WasmFile,
  module: WebAssembly.Module,
): { readonly failed: Promise<never>; readonly stop: () => void } {
  const { platform } = tf.env();
  const fetchFromNetwork = platform.fetch.bind(platform);
  let fail: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  // tfjs reads bytes and instantiates them at once; here that one call gets the module instead.
  const arrayBuffer = {
    then: (receive: (bytes: undefined) => void) => instantiating(module, fail, () => receive(undefined)),
  };
  const response = { ok: true, arrayBuffer: () => arrayBuffer } as unknown as Response;
  platform.fetch = (path, options) => (path === file ? Promise.resolve(response) : fetchFromNetwork(path, options));
  return {
    failed,
    stop: () => {
      platform.fetch = fetchFromNetwork;
    },
  };
}

/** Runs synchronous work in which `WebAssembly.instantiate` gives an instance of a module, or calls `fail`. */
function instantiating(module: WebAssembly.Module, fail: (error: unknown) => void, work: () => void): void {
  const host = WebAssembly as { instantiate: unknown };
  const { instantiate } = WebAssembly;
  host.instantiate = (_: unknown, imports: WebAssembly.Imports) =>
    instantiate(module, imports).then(
      (instance) => ({ instance, module }),
      (error: unknown) => {
        fail(error);
        return new Promise(() => undefined);
      },
    );
  try {
    work();
  } finally {
    host.instantiate = instantiate;
  }
}
