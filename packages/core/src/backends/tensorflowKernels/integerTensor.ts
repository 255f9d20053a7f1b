import type * as tf from '@tensorflow/tfjs';
import { KeptTensors } from './KeptTensors';
import type { TensorFlowBackend } from './TensorFlowBackend';

const kept = new KeptTensors();

/** The tensor that tells an operation a shape or axes. It is kept, not the caller's to dispose. */
export function integerTensor(backend: TensorFlowBackend, values: readonly number[]): tf.TensorInfo {
  return kept.get(backend, values.join(), () => [Int32Array.from(values)] as const)[0];
}
