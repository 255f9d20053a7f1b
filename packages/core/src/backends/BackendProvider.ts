import type { Abortable } from '../abortable';
import type { Refusal } from '../errors';

/** The tensor engines that ferkit can run on. */
export type BackendName = 'cuda' | 'webgpu' | 'webgl' | 'tensorflow' | 'wasm' | 'cpu';

/**
 * Location of the `.wasm` files of `@tensorflow/tfjs-backend-wasm/dist`: a folder, or an object from file name to address. Browsers load
 * `tfjs-backend-wasm-simd.wasm`, very old ones `tfjs-backend-wasm.wasm`; the file with threads is never used.
 * Addresses are URLs on the page's own host, or in Node paths or `file:` URLs.
 */
export type WasmPaths = string | Readonly<Record<string, string>>;

/** Settings of the backend `wasm`. */
export interface WasmSettings {
  /**
   * Locations of the engine's files that the page serves. Served as files they are a quarter smaller, and browsers cache their compiled code.
   * @default a chunk of ferkit
   */
  readonly paths?: WasmPaths;
  /**
   * Threads in which expression networks and the face detector run, 1 to 64. More than one require shared memory, which pages have only if
   * they are cross-origin isolated. Where threads cannot start there is one, and {@link BackendInfo.device} tells why. The numbers are the
   * same with any number of threads; training has one.
   * @default in cross-origin isolated pages half of the cores, at least 2 and at most 4; elsewhere 1
   */
  readonly threads?: number;
}

/** The backend `wasm` with settings. */
export interface WasmChoice extends WasmSettings {
  readonly name: 'wasm';
}

/** `auto` and a list try backends in order; a single name selects that backend or throws. */
export type BackendChoice = 'auto' | BackendName | WasmChoice | readonly (BackendName | WasmChoice)[];

/** The selected backend, and the backends that were tried before it. Plain data: it may be logged, saved and sent to another thread. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The device in words: "WebAssembly, relaxed SIMD, 1 thread", "NVIDIA H200 (Vulkan)". */
  readonly device: string;
  /** True if a GPU computes. */
  readonly accelerated: boolean;
  /** The native library that computes, with its version: "TensorFlow 2.19.1". Absent if there is none. */
  readonly library?: string;
  /** The reason why a GPU of this machine is not used. Absent if none was found, or if it is used. */
  readonly unusedGpu?: string;
  /** The backends that were tried before and refused, each with its reason. */
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
  /** True if a GPU computes; false for a software renderer, which offers a GPU's interface on the processor. */
  readonly accelerated: boolean;
  /** The native library that computes, with its version. */
  readonly library?: string;
  /** The reason why a GPU of this machine is not used. */
  readonly unusedGpu?: string;
}

/** A backend and its start. Each has a file of its own; `providers.*.ts` lists the backends that can exist on a platform. */
export interface BackendProvider {
  readonly name: BackendName;
  /** The name under which tfjs registers the backend. */
  readonly engine: string;
  /** True for backends whose purpose is a GPU: `auto` refuses them if they compute on the processor. */
  readonly needsGpu: boolean;
  /**
   * Loads, registers and starts the engine, without testing it and without making it current. It takes no signal, because it runs
   * once per process and all callers share the result.
   *
   * @param settings - of `wasm`, if the caller gave some
   * @throws PEER_MISSING, BACKEND_UNAVAILABLE
   */
  activate(settings?: WasmSettings): Promise<BackendDevice>;
}

/** Options of `selectBackend`. */
export interface SelectBackendOptions extends Abortable {
  /**
   * Compares one forward and one backward pass with the cpu backend before the backend is used.
   * @default true
   */
  readonly verify?: boolean;
}

/** True if the name of a graphics device is that of a software renderer, which runs on the processor. */
export function isSoftwareRenderer(description: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i.test(description);
}
