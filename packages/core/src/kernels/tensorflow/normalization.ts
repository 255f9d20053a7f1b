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

/** The normalised batch, its mean and variance, and three tensors that the gradient asks for. */
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
    // TensorFlow gives the sample's variance, and as NaN or 0 where there is one number only.
    const variance = count > 1 ? tf.mul(sampleVariance!, (count - 1) / count) : tf.zerosLike(sampleVariance!);
    return [normalized!, mean!, variance, ...reserves];
  });
}

/** The gradients of the images, of gamma and of beta. */
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
