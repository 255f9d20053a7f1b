import * as tf from '@tensorflow/tfjs';

/**
 * What the kernels of this room use of tfjs-backend-wasm's backend object. Its own typings are not public, and reading
 * them from the package would load the whole backend.
 */
export interface WasmBackend {
  /** The emscripten module. Its views are replaced whenever the heap grows: read them again after each allocation. */
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly HEAPF32: Float32Array;
    readonly HEAP32: Int32Array;
  };
  readonly dataIdMap: { get(dataId: tf.TensorInfo['dataId']): { readonly memoryOffset: number } };
  /** Allocates a tensor on the wasm heap, unfilled, with one reference. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** Drops one reference, and the memory with the last. */
  disposeData(dataId: tf.TensorInfo['dataId']): boolean;
  /** A view of the tensor's numbers in the heap; stale after the next allocation. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** The numbers of a float32 tensor, in place. Take it after the last allocation: growth of the heap detaches it. */
export function viewFloats(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return new Float32Array(
    backend.wasm.HEAPU8.buffer,
    backend.dataIdMap.get(tensor.dataId).memoryOffset,
    tf.util.sizeFromShape(tensor.shape),
  );
}
