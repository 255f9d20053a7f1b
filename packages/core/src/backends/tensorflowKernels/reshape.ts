import type * as tf from '@tensorflow/tfjs';
import { shareData } from '../shareData';
import { integerTensor } from './integerTensor';
import { runChain } from './runChain';
import { integerType, type TensorFlowBackend } from './TensorFlowBackend';

/** The same numbers in another shape. Null for whole numbers. */
export function reshape(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo | null {
  if (x.dtype !== 'float32') return null;
  if (shape.length === x.shape.length && shape.every((size, axis) => size === x.shape[axis])) {
    return shareData(backend, x);
  }
  const attributes = [integerType(backend, 'Tshape')];
  return runChain(backend, x, [{ operation: 'Reshape', attributes, others: [integerTensor(backend, shape)] }]);
}
