import { decodeEmbedded } from '../../base64';
import type { WasmBackend } from '../../tfjs/WasmBackend';
import { nameArguments, type SimdKernels } from './SimdKernels.generated';
import { relaxedSimdBinary } from './relaxedSimdBinary.generated';
import { simdBinary } from './simdBinary.generated';

const opened = new WeakMap<WasmBackend['wasm'], SimdKernels | null>();

/**
 * The SIMD kernels of assembly/*.as, instantiated over the heap of the backend.
 * @returns null without WebAssembly SIMD, and on a backend that the user's own program started with tfjs' threads: the kernels cannot
 * import its shared heap
 */
export function openSimdKernels(backend: WasmBackend): SimdKernels | null {
  let kernels = opened.get(backend.wasm);
  if (kernels === undefined) {
    kernels = instantiate(backend);
    opened.set(backend.wasm, kernels);
  }
  return kernels;
}

function instantiate(backend: WasmBackend): SimdKernels | null {
  const memory = backend.wasm.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return null;
  try {
    const module = new WebAssembly.Module(decodeEmbedded(hasRelaxedSimd() ? relaxedSimdBinary : simdBinary));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return nameArguments(exports);
  } catch {
    return null;
  }
}

let relaxed: boolean | undefined;

/**
 * True if this JavaScript engine has relaxed SIMD (https://github.com/WebAssembly/relaxed-simd), whose fused multiply-add is one
 * instruction on processors that have it. Chromium 114, Firefox 146 and Node 22 are the first with it.
 */
export function hasRelaxedSimd(): boolean {
  relaxed ??= WebAssembly.validate(decodeEmbedded(relaxedSimdBinary));
  return relaxed;
}
