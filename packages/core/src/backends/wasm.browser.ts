import { importChunk } from '../importChunk';
import type { BackendProvider } from './BackendProvider';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  // A chunk of its own: a page that runs on its GPU never loads it.
  async activate(settings) {
    const { startWasmInBrowser } = await importChunk('start of WebAssembly', () => import('./startWasm.browser'));
    return startWasmInBrowser(settings);
  },
};
