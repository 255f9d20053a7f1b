import type { WasmOptions } from '../backends/configureWasm';
import { toAbsolute } from './toAbsolute';

/** The addresses of the WebAssembly files, as they mean the same in a worker. */
export function sendWasm({ paths }: WasmOptions): WasmOptions {
  if (typeof paths === 'string') return { paths: toAbsolute(paths) };
  return { paths: Object.fromEntries(Object.entries(paths).map(([name, address]) => [name, toAbsolute(address)])) };
}
