import type * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { runChain } from './operations';
import { endOfLayer } from './convolution';

interface Inputs {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation: string | null;
}

/** A dense layer as TensorFlow's own operations; null where it ends in what they do not have. */
export function fusedMatMul(
  backend: TensorFlowBackend,
  { a, b, bias }: Inputs,
  { transposeA, transposeB, activation }: Attributes,
): tf.TensorInfo | null {
  const end = endOfLayer({ bias, activation });
  if (end === null || a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const { TF_ATTR_BOOL } = backend.binding;
  const attributes = [
    { name: 'adj_x', type: TF_ATTR_BOOL, value: transposeA },
    { name: 'adj_y', type: TF_ATTR_BOOL, value: transposeB },
  ];
  return runChain(backend, a, [{ operation: 'BatchMatMulV2', attributes, others: [b] }, ...end]);
}
