import * as tf from '@tensorflow/tfjs';
import { wasmPaths } from './configureWasm';
import { messageOf } from './messageOf';
import { unavailable } from './unavailable';
import { neededWasmFile, SERVE_WASM_FILES, WASM_FILES } from './wasmFiles';

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
