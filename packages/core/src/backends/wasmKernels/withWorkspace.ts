import type { WasmBackend } from './WasmBackend';

/** Lends a piece of the backend's heap, unfilled, for the time of one call. Views taken before it may be stale in it. */
export function withWorkspace<Result>(backend: WasmBackend, bytes: number, use: (address: number) => Result): Result {
  // Addresses above 2 GiB come as negative numbers.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw new Error(`The wasm heap has no ${bytes} bytes left for a kernel's workspace.`);
  try {
    return use(address);
  } finally {
    backend.wasm._free(address);
  }
}
