import type { BackendProvider } from './BackendProvider';
import { cpu } from './cpu';
import { cuda } from './cuda.node';
import { tensorflow } from './tensorflow.node';
import { wasm } from './wasm.node';
import { webgpu } from './webgpu.node';

/** The backends of Node, in the order in which `auto` tries. */
export const backendProviders: readonly BackendProvider[] = [cuda, webgpu, tensorflow, wasm, cpu];
