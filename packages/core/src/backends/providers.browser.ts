import type { BackendProvider } from './BackendProvider';
import { cpu } from './cpu';
import { wasm } from './wasm';

/** What can run tensors in the browser, in the order in which `auto` tries. */
export const backendProviders: readonly BackendProvider[] = [wasm, cpu];
