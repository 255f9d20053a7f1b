import type { WasmBackend } from './WasmBackend';

/** All that WebAssembly can address with 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;

const guarded = new WeakSet<WasmBackend>();

/**
 * Makes an allocation that fails an error. tfjs takes the address 0 for memory like any other and would write over what
 * lies there; and it counts bytes in 32 bits, by which 16 GB are none.
 */
export function guardAllocation(backend: WasmBackend): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const { wasm } = backend;
  // Emscripten puts the real function in place at the first call, and would take ours away.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = bytes > MOST_BYTES ? 0 : allocate(bytes);
    if (address === 0 && bytes > 0) throw new RangeError(`WebAssembly is out of memory: ${bytes} bytes cannot be had`);
    return address;
  };
}
