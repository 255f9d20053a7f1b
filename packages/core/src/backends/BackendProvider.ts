import type { Abortable } from '../abortable';
import type { Refusal } from '../errors';

/** The tensor engines that ferkit can run on. */
export type BackendName = 'cuda' | 'webgpu' | 'webgl' | 'tensorflow' | 'wasm' | 'cpu';

/** `auto` and a list try in order and may fall back; one name is that backend or an error. */
export type BackendChoice = 'auto' | BackendName | readonly BackendName[];

/** What runs, and what was tried before it. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The device in words: "WebAssembly with SIMD, 1 thread", "NVIDIA H200 (Vulkan)". */
  readonly device: string;
  /** True where a GPU does the work. */
  readonly accelerated: boolean;
  /** The backends that were preferred and turned down, with the reason of each. */
  readonly refused: readonly Refusal[];
}

/** What `ferkit doctor` prints of a backend. */
export type BackendStatus =
  | { readonly name: BackendName; readonly available: true; readonly device: string; readonly accelerated: boolean }
  | ({ readonly name: BackendName; readonly available: false } & Refusal);

/** One way to run tensors. One file each; the table of a platform lists those that can exist there. */
export interface BackendProvider {
  readonly name: BackendName;
  /** The name under which tfjs registers the backend. */
  readonly engine: string;
  /**
   * Loads and registers the engine and makes it ready, without trusting it yet.
   * @returns the device in words and whether it is a GPU
   * @throws PEER_MISSING, BACKEND_UNAVAILABLE
   */
  activate(options?: Abortable): Promise<{ readonly device: string; readonly accelerated: boolean }>;
}
