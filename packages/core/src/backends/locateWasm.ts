import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { isStarted } from '../tfjs/engineRegistry';
import { messageOf, unavailable } from './refusals';

/**
 * Finds the WebAssembly files where the user said that they are, and looks whether the one that this machine will use is
 * there, because tfjs gives up for the life of the process after one failed start.
 *
 * @returns the address of each file, or undefined where the user said nothing
 * @throws BACKEND_UNAVAILABLE
 */
export async function locateWasm(): Promise<Record<string, string> | undefined> {
  const inNode = tf.env().get('IS_NODE') === true;
  const paths = wasmPaths();
  if (paths === undefined) return undefined;
  const addresses = Object.fromEntries(WASM_FILES.map((name) => [name, addressOf(paths, name)]));
  const address = addresses[await neededWasmFile()]!;
  if (inNode) checkFile(address);
  else await checkUrl(address);
  return addresses;
}

function addressOf(paths: string | Readonly<Record<string, string>>, name: string): string {
  // tfjs insists on an entry for each, also for those that it will not use.
  if (typeof paths !== 'string') return paths[name] ?? name;
  return paths === '' || paths.endsWith('/') ? paths + name : `${paths}/${name}`;
}

function checkFile(address: string): void {
  const { existsSync } = process.getBuiltinModule('node:fs');
  if (existsSync(address.startsWith('file:') ? new URL(address) : address)) return;
  throw unavailable('wasm', `there is no file ${address}`);
}

async function checkUrl(address: string): Promise<void> {
  let received: string;
  try {
    const response = await fetch(address, { credentials: 'same-origin' });
    const reader = response.body?.getReader();
    const start = (await reader?.read())?.value;
    await reader?.cancel();
    // Development servers answer a missing file with their start page and status 200.
    const isWasm = start !== undefined && String.fromCharCode(...start.subarray(0, 4)) === '\0asm';
    if (response.ok && isWasm) return;
    received = response.ok ? 'something that is not WebAssembly' : `HTTP ${response.status}`;
  } catch (error) {
    received = messageOf(error);
  }
  throw unavailable('wasm', `${address} answers with ${received}; ${SERVE_WASM_FILES}`);
}

/** What tfjs calls its WebAssembly files: plain, with SIMD, and with threads too. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export type WasmFile = (typeof WASM_FILES)[number];

/** The file that tfjs will use here. */
export async function neededWasmFile(): Promise<WasmFile> {
  if ((await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) !== true) return WASM_FILES[0];
  return (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true ? WASM_FILES[2] : WASM_FILES[1];
}

/** What a page does that has to bring the files itself, for messages. */
export const SERVE_WASM_FILES =
  'serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name their folder with configureWasm';

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
