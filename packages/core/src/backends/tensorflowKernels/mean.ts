import * as tf from '@tensorflow/tfjs';
import { integerTensor } from './integerTensor';
import { floatType, type TensorFlowBackend } from './TensorFlowBackend';

/** The mean over axes, without the tensor of axes that tfjs-node makes each time. Null for whole numbers. */
export function mean(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { axis, keepDims }: { readonly axis: number | number[]; readonly keepDims: boolean },
): tf.TensorInfo | null {
  if (x.dtype !== 'float32') return null;
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_INT32 } = backend.binding;
  const attributes = [
    floatType(backend, 'T'),
    { name: 'Tidx', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'keep_dims', type: TF_ATTR_BOOL, value: keepDims },
  ];
  const axes = integerTensor(backend, tf.util.parseAxisParam(axis, x.shape));
  return backend.executeMultipleOutputs('Mean', attributes, [x, axes], 1)[0]!;
}
