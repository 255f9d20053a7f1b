import * as tf from '@tensorflow/tfjs';
import { viewFloats, type WasmBackend } from '../../backends/wasmKernels/WasmBackend';

/**
 * The numbers of a tensor where wasm has them; read them before the next operation, which may move them. `data()` copies into new
 * memory, and that of a whole network at each step has V8 collect garbage all the time, dropping compiled functions with it.
 */
export const viewNumbers = (tensor: tf.Tensor): Float32Array =>
  viewFloats(tf.backend() as unknown as WasmBackend, tensor);
