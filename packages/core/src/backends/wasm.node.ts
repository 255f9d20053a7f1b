import { importChunk } from '../importChunk';
import type { BackendProvider } from './BackendProvider';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  async activate(settings) {
    const withdraw = provideCommonJs();
    try {
      const { startWasmInNode } = await importChunk('start of WebAssembly', () => import('./startWasm.node'));
      return await startWasmInNode(settings);
    } finally {
      withdraw();
    }
  },
};

/**
 * Lends tfjs' engine the names of CommonJS, which it uses when it loads and starts. A bundle that is an ES module has none of them.
 * @returns a function that removes them
 */
function provideCommonJs(): () => void {
  const names = { require: (name: string) => process.getBuiltinModule(name), __dirname: '' };
  const missing = Object.keys(names).filter((name) => !(name in globalThis));
  for (const name of missing) {
    const value = names[name as keyof typeof names];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => missing.forEach((name) => Reflect.deleteProperty(globalThis, name));
}
