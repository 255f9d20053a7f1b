import * as tf from '@tensorflow/tfjs';
import { viewFloats, type WasmBackend } from '../../backends/wasmTraining/WasmBackend';

/**
 * The numbers of a tensor where wasm has them, until the next operation. `data()` copies them into a new buffer: those of a
 * network in each step are what keeps V8 collecting garbage and, as it drops compiled functions with it, compiling them again.
 */
export const viewNumbers = (tensor: tf.Tensor): Float32Array =>
  viewFloats(tf.backend() as unknown as WasmBackend, tensor);
