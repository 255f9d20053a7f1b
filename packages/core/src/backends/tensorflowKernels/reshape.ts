import type * as tf from '@tensorflow/tfjs';
import { shareData } from '../shareData';
import { integerTensor } from './integerTensor';
import { floatType, type TensorFlowBackend } from './TensorFlowBackend';

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
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const attributes = [floatType(backend, 'T'), { name: 'Tshape', type: TF_ATTR_TYPE, value: TF_INT32 }];
  return backend.executeMultipleOutputs('Reshape', attributes, [x, integerTensor(backend, shape)], 1)[0]!;
}
