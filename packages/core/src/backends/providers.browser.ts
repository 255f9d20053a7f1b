import type { BackendProvider } from './BackendProvider';
import { cpu } from './cpu';
import { wasm } from './wasm.browser';
import { webgl } from './webgl';
import { webgpu } from './webgpu.browser';

/** The backends of the browser, in the order in which `auto` tries. */
export const backendProviders: readonly BackendProvider[] = [webgpu, webgl, wasm, cpu];
