import * as tf from '@tensorflow/tfjs';
import type { OpAttribute, TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { typeAttribute } from './typeAttribute';

interface Attributes {
  readonly epsilon: number;
}

const opAttributes = (backend: TensorFlowBackend, { epsilon }: Attributes): OpAttribute[] => [
  typeAttribute(backend, 'T'),
  typeAttribute(backend, 'U'),
  { name: 'epsilon', type: backend.binding.TF_ATTR_FLOAT, value: epsilon },
  { name: 'data_format', type: backend.binding.TF_ATTR_STRING, value: 'NHWC' },
  { name: 'is_training', type: backend.binding.TF_ATTR_BOOL, value: true },
];

/** Batch normalization in training. @returns the output, mean, variance, and three reserves for the gradient */
export function normalizeBatchForward(
  backend: TensorFlowBackend,
  { images, gamma, beta }: Readonly<Record<'images' | 'gamma' | 'beta', tf.TensorInfo>>,
  attributes: Attributes,
): tf.TensorInfo[] {
  return tf.tidy(() => {
    const noStatistics = tf.tensor1d([]);
    const [normalized, mean, sampleVariance, ...reserves] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      opAttributes(backend, attributes),
      [images, gamma, beta, noStatistics, noStatistics],
      6,
    );
    const count = tf.util.sizeFromShape(images.shape.slice(0, -1));
    // TensorFlow returns the unbiased variance (divided by count - 1), which is NaN or 0 for a count of 1.
    const variance = count > 1 ? tf.mul(sampleVariance!, (count - 1) / count) : tf.zerosLike(sampleVariance!);
    return [normalized!, mean!, variance, ...reserves];
  });
}

/** Gradient of batch normalization. @returns the gradients of images, gamma and beta */
export function normalizeBatchGradient(
  backend: TensorFlowBackend,
  inputs: Readonly<Record<'dy' | 'images' | 'gamma' | 'reserve0' | 'reserve1' | 'reserve2', tf.TensorInfo>>,
  attributes: Attributes,
): tf.TensorInfo[] {
  return tf.tidy(() => {
    const { dy, images, gamma, reserve0, reserve1, reserve2 } = inputs;
    const operands = [dy, images, gamma, reserve0, reserve1, reserve2];
    return backend
      .executeMultipleOutputs('FusedBatchNormGradV3', opAttributes(backend, attributes), operands, 5)
      .slice(0, 3);
  });
}
