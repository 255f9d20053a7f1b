import type { Refusal } from '../errors';

/** The tensor engines that ferkit can run on. */
export type BackendName = 'cuda' | 'webgpu' | 'webgl' | 'tensorflow' | 'wasm' | 'cpu';

/**
 * Where the three `.wasm` files of `@tensorflow/tfjs-backend-wasm/dist` are: a folder, or the address of each file by its
 * name. In a page they are addresses on its own host, in Node paths or `file:` URLs.
 */
export type WasmPaths = string | Readonly<Record<string, string>>;

/**
 * The backend `wasm` with files that the page serves. Nobody needs it: Node finds the files in their package, and a page has
 * them in a chunk of ferkit's own. As files they are a quarter smaller, and browsers keep them compiled.
 */
export interface WasmChoice {
  readonly name: 'wasm';
  readonly paths: WasmPaths;
}

/** `auto` and a list try in order and may fall back; one name is that backend or an error. */
export type BackendChoice = 'auto' | BackendName | WasmChoice | readonly (BackendName | WasmChoice)[];

/** The selected backend, and the backends that were tried before it. Plain data: it may be logged, saved and sent to another thread. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The device in words: "WebAssembly, relaxed SIMD, 1 thread", "NVIDIA H200 (Vulkan)". */
  readonly device: string;
  /** True where a GPU does the work. */
  readonly accelerated: boolean;
  /** The native library that computes, with its version: "TensorFlow 2.19.1". Absent where there is none. */
  readonly library?: string;
  /** Why a GPU that this machine has does not do the work. Absent where none was found, or where it does. */
  readonly unusedGpu?: string;
  /** The backends that were preferred and turned down, with the reason of each. */
  readonly refused: readonly Refusal[];
}

/** The availability of a backend on this machine, as `ferkit doctor` prints it. */
export type BackendStatus =
  | ({ readonly name: BackendName; readonly available: true } & Omit<BackendInfo, 'name' | 'refused'>)
  | ({ readonly name: BackendName; readonly available: false } & Refusal);

/** The device on which a provider started its engine. */
export interface BackendDevice {
  /** The device in words. */
  readonly device: string;
  /** True where a GPU does the work; a GPU interface drawn by the processor is not one. */
  readonly accelerated: boolean;
  /** The native library that computes, with its version. */
  readonly library?: string;
  /** Why a GPU that is there does not do the work. */
  readonly unusedGpu?: string;
}

/** One way to run tensors. One file each; the table of a platform lists those that can exist there. */
export interface BackendProvider {
  readonly name: BackendName;
  /** The name under which tfjs registers the backend. */
  readonly engine: string;
  /** True for those that exist to use a GPU: `auto` passes them over where none does the work. */
  readonly needsGpu: boolean;
  /**
   * Loads and registers the engine and makes it ready, without trusting it yet and without making it the current one.
   * It takes no signal: the work is done once per process, and all callers share its outcome.
   *
   * @param paths - of the files of `wasm`, if they were chosen
   * @throws PEER_MISSING, BACKEND_UNAVAILABLE
   */
  activate(paths?: WasmPaths): Promise<BackendDevice>;
}

/** Options of `selectBackend`. */
export interface SelectBackendOptions {
  /**
   * Runs one forward and one gradient against the cpu backend before the backend is trusted.
   * @default true
   */
  readonly verify: boolean;
}

/** Whether the name of a graphics device tells that the processor draws in the place of a GPU. */
export function isSoftwareRenderer(description: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i.test(description);
}
