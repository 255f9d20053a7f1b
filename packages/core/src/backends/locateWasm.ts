import * as tf from '@tensorflow/tfjs';
import { wasmPaths } from './configureWasm';
import { messageOf } from './messageOf';
import { unavailable } from './unavailable';

const NAMES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

const HINT = 'serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name their folder with configureWasm';

/**
 * Finds the WebAssembly files and looks whether the one that this machine will use is there, because tfjs gives up for
 * the life of the process after one failed start.
 *
 * @returns the address of each file, or undefined where tfjs finds them by itself
 * @throws BACKEND_UNAVAILABLE
 */
export async function locateWasm(): Promise<Record<string, string> | undefined> {
  const inNode = tf.env().get('IS_NODE') === true;
  const paths = wasmPaths() ?? (inNode ? undefined : '');
  if (paths === undefined) return undefined;
  const addresses = Object.fromEntries(NAMES.map((name) => [name, addressOf(paths, name)]));
  const address = addresses[await neededFile()]!;
  if (inNode) checkFile(address);
  else await checkUrl(address);
  return addresses;
}

function addressOf(paths: string | Readonly<Record<string, string>>, name: string): string {
  // tfjs insists on an entry for each, also for those that it will not use.
  if (typeof paths !== 'string') return paths[name] ?? name;
  return paths === '' || paths.endsWith('/') ? paths + name : `${paths}/${name}`;
}

async function neededFile(): Promise<(typeof NAMES)[number]> {
  if ((await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) !== true) return NAMES[0];
  return (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true ? NAMES[2] : NAMES[1];
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
  throw unavailable('wasm', `${address} answers with ${received}; ${HINT}`);
}
