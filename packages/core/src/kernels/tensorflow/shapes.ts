import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { integerTensor, integerType, runChain } from './operations';

/** The mean over axes, without the tensor of axes that tfjs-node makes each time. Null for whole numbers. */
export function mean(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { axis, keepDims }: { readonly axis: number | number[]; readonly keepDims: boolean },
): tf.TensorInfo | null {
  if (x.dtype !== 'float32') return null;
  const keep = { name: 'keep_dims', type: backend.binding.TF_ATTR_BOOL, value: keepDims };
  const axes = integerTensor(backend, tf.util.parseAxisParam(axis, x.shape));
  return runChain(backend, x, [
    { operation: 'Mean', attributes: [integerType(backend, 'Tidx'), keep], others: [axes] },
  ]);
}

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

/** x repeated along its axes of length 1, as one operation; tfjs multiplies by a tensor of ones that it fills in JavaScript. */
export function broadcastTo(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo[] {
  const attributes = [integerType(backend, 'Tidx')];
  return [runChain(backend, x, [{ operation: 'BroadcastTo', attributes, others: [integerTensor(backend, shape)] }])];
}
