import type { BackendProvider } from './BackendProvider';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  // A page that runs on its GPU does without all of it.
  activate: async () => (await import('./startWasm')).startWasm(),
};
