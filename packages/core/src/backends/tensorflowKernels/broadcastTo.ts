import type * as tf from '@tensorflow/tfjs';
import { integerTensor } from './integerTensor';
import { runChain } from './runChain';
import { integerType, type TensorFlowBackend } from './TensorFlowBackend';

/** x repeated along its axes of length 1, as one operation; tfjs multiplies by a tensor of ones that it fills in JavaScript. */
export function broadcastTo(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo[] {
  const attributes = [integerType(backend, 'Tidx')];
  return [runChain(backend, x, [{ operation: 'BroadcastTo', attributes, others: [integerTensor(backend, shape)] }])];
}
