import * as tf from '@tensorflow/tfjs';
import { integerTensor } from './integerTensor';
import { runChain } from './runChain';
import { integerType, type TensorFlowBackend } from './TensorFlowBackend';

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
