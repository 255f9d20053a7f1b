import type * as tf from '@tensorflow/tfjs';
import { integerTensor } from './integerTensor';
import { floatType, type TensorFlowBackend } from './TensorFlowBackend';

/** x repeated along its axes of length 1, as one operation; tfjs multiplies by a tensor of ones that it fills in JavaScript. */
export function broadcastTo(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo[] {
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const attributes = [floatType(backend, 'T'), { name: 'Tidx', type: TF_ATTR_TYPE, value: TF_INT32 }];
  return backend.executeMultipleOutputs('BroadcastTo', attributes, [x, integerTensor(backend, shape)], 1);
}
