import * as tf from '@tensorflow/tfjs';

/**
 * The inside of tfjs-backend-wasm's backend object. Its own typings are not public, and reading them from the package would
 * load the whole backend.
 */
export interface WasmBackend {
  /** The emscripten module. Its views are replaced whenever the heap grows: read them again after each allocation. */
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    /** The exports of the WebAssembly module: its memory, unless threads share it. */
    readonly asm?: { readonly memory?: unknown };
    _malloc(bytes: number): number;
    _free(address: number): void;
    readonly tfjs: { getThreadsCount(): number };
  };
  readonly dataIdMap: { get(dataId: tf.TensorInfo['dataId']): { readonly memoryOffset: number } };
  /** Allocates a tensor on the wasm heap, unfilled, with one reference. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** Adds one reference to the data. */
  incRef(dataId: tf.TensorInfo['dataId']): void;
  /** Drops one reference, and the memory with the last. */
  disposeData(dataId: tf.TensorInfo['dataId']): boolean;
  /** A view of the tensor's numbers in the heap; stale after the next allocation. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** The instance of the current engine, which must be wasm. */
export const currentWasmBackend = (): WasmBackend => tf.backend() as unknown as WasmBackend;

/** Number of threads that the backend computes on. tfjs' own function knows it only in the copy of tfjs that started the backend. */
export const threadsOf = ({ wasm }: WasmBackend): number => Math.max(1, wasm.tfjs.getThreadsCount());

/** Address of a tensor's first number in the heap. */
export function addressOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  // Addresses above 2 GiB come as negative numbers, which a view of the heap would count from its end.
  return backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/** The numbers of a float32 tensor, in place. Take it after the last allocation: growth of the heap detaches it. */
export function viewFloats(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return viewHeap(backend, addressOf(backend, tensor), tf.util.sizeFromShape(tensor.shape));
}

/** A view of `length` float32 numbers from an address; stale after the next allocation. */
export function viewHeap({ wasm }: WasmBackend, address: number, length: number): Float32Array {
  return new Float32Array(wasm.HEAPU8.buffer, address, length);
}

/** Allocates uninitialized memory on the backend's heap for the duration of one call. Earlier views of the heap may become stale. */
export function withWorkspace<Result>(backend: WasmBackend, bytes: number, use: (address: number) => Result): Result {
  // Addresses above 2 GiB come as negative numbers.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw new Error(`The wasm heap has no ${bytes} bytes left for a kernel's workspace.`);
  try {
    return use(address);
  } finally {
    backend.wasm._free(address);
  }
}

/**
 * Runs a kernel of tfjs-backend-wasm below the engine, so that neither the tape nor the tensor count sees it. The caller
 * owns the result and gives it back with `backend.disposeData`.
 */
export function callKernel(
  backend: WasmBackend,
  kernelName: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: Readonly<Record<string, unknown>> = {},
): tf.TensorInfo {
  const kernel = tf.getKernel(kernelName, 'wasm');
  const result = kernel.kernelFunc({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
  return result as tf.TensorInfo;
}

/** Calls the stock kernel of tfjs that a kernel of ferkit has replaced. */
export function callStock(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
  attributes: object,
): tf.TensorInfo {
  const result = stock.kernelFunc({
    inputs,
    attrs: attributes as tf.NamedAttrMap,
    backend,
  });
  return Array.isArray(result) ? result[0]! : result;
}

/** Size of the memory that WebAssembly addresses with 32 bits, without its last byte. */
const MOST_BYTES = 2 ** 32 - 1;

const guarded = new WeakSet<WasmBackend>();

/**
 * Turns a failed allocation into an error. tfjs does not check for the address 0, which marks a failure, and would overwrite the
 * data there. It also counts bytes in 32 bits, so that a request for 16 GiB becomes one for 0 bytes.
 */
export function guardAllocation(backend: WasmBackend): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const { wasm } = backend;
  // Emscripten installs the real function on the first call, which would overwrite the guard.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = bytes > MOST_BYTES ? 0 : allocate(bytes);
    if (address === 0 && bytes > 0)
      throw new RangeError(`WebAssembly is out of memory: ${bytes} bytes cannot be allocated`);
    return address;
  };
}
