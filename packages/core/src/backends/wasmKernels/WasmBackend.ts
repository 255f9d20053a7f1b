import * as tf from '@tensorflow/tfjs';

/**
 * What the kernels of this room use of tfjs-backend-wasm's backend object. Its own typings are not public, and reading
 * them from the package would load the whole backend.
 */
export interface WasmBackend {
  /** The emscripten module. Its views are replaced whenever the heap grows: read them again after each allocation. */
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    /** What the WebAssembly module itself exports; its memory, unless threads share it. */
    readonly asm?: { readonly memory?: unknown };
    _malloc(bytes: number): number;
    _free(address: number): void;
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

/** Where the numbers of a tensor begin in the heap. */
export function addressOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  // Addresses above 2 GiB come as negative numbers, which a view of the heap would count from its end.
  return backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/** The numbers of a float32 tensor, in place. Take it after the last allocation: growth of the heap detaches it. */
export function viewFloats(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return viewHeap(backend, addressOf(backend, tensor), tf.util.sizeFromShape(tensor.shape));
}

/** So many float32 numbers from an address on; stale after the next allocation, as above. */
export function viewHeap({ wasm }: WasmBackend, address: number, length: number): Float32Array {
  return new Float32Array(wasm.HEAPU8.buffer, address, length);
}
