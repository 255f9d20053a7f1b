import { FerError } from '../errors';
import { isStarted } from './useEngine';

/** Options of {@link configureWasm}. */
export interface WasmOptions {
  /**
   * Where the three `.wasm` files of `@tensorflow/tfjs-backend-wasm/dist` are served: a folder, or the address of each
   * file by its name. In Node a path or `file:` URL.
   * @default in Node that package; in the browser none is needed: what they hold comes with ferkit's own code
   */
  readonly paths: string | Readonly<Record<string, string>>;
}

let configured: WasmOptions['paths'] | undefined;

/**
 * Tells where the wasm backend finds its WebAssembly files. Nobody has to: Node finds them in their package, and a page has
 * them in a chunk of ferkit's own. As files they are a quarter smaller, and browsers keep them compiled. A page serves them
 * from its own host: ferkit never fetches them from elsewhere.
 *
 * Call it before the first `selectBackend`; after a failed start it may be called again.
 *
 * @throws OPTION_INVALID where wasm already runs
 *
 * @example
 * ```ts
 * configureWasm({ paths: '/assets/wasm/' });
 * const backend = await selectBackend('wasm');
 * ```
 */
export function configureWasm({ paths }: WasmOptions): void {
  if (isStarted('wasm')) {
    throw new FerError('OPTION_INVALID', {
      failed: 'The place of the WebAssembly files cannot change now',
      expected: 'configureWasm before the wasm backend is first used',
      received: 'a wasm backend that runs',
      option: 'paths',
    });
  }
  // Checked because a wrong type would end as a file that cannot be found.
  const received: unknown = paths;
  if (typeof received !== 'string' && (typeof received !== 'object' || received === null)) {
    throw new FerError('OPTION_INVALID', {
      failed: 'The place of the WebAssembly files cannot be used',
      expected: 'a folder as text, or an object from file name to address',
      received: String(received),
      option: 'paths',
    });
  }
  configured = paths;
}

/** What {@link configureWasm} was told. */
export const wasmPaths = (): WasmOptions['paths'] | undefined => configured;
