import * as tf from '@tensorflow/tfjs';
import { isTracing } from '../../graphs/tensorflow/traceOperations';
import { type ChannelStatistics, isPerChannel } from '../normalizeBatch';
import type { OpAttribute, TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { floatType, KeptTensors, runChain } from './operations';

interface Attributes {
  readonly epsilon: number;
}

const opAttributes = (backend: TensorFlowBackend, { epsilon }: Attributes): OpAttribute[] => [
  floatType(backend, 'T'),
  floatType(backend, 'U'),
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

const kept = new KeptTensors();

/**
 * Batch norm by given statistics, as one multiplication and one addition: oneDNN gets ready for a small batch for longer than it
 * computes. Null where it does not apply, and for a graph: it is made once, and the statistics may be others when it runs.
 */
export function fusedBatchNorm(
  backend: TensorFlowBackend,
  inputs: ChannelStatistics,
  { varianceEpsilon }: { readonly varianceEpsilon: number },
): tf.TensorInfo | null {
  if (!isPerChannel(inputs) || backend.isUsingGpuDevice || isTracing(backend)) return null;
  const [factor, shift] = affine(backend, inputs, varianceEpsilon);
  return runChain(backend, inputs.x, [
    { operation: 'Mul', others: [factor] },
    { operation: 'AddV2', others: [shift] },
  ]);
}

/** What each channel is multiplied by and what is added then. */
function affine(
  backend: TensorFlowBackend,
  { mean, variance, scale, offset }: ChannelStatistics,
  epsilon: number,
): readonly [factor: tf.TensorInfo, shift: tf.TensorInfo] {
  // tfjs gives a weight other data whenever it is assigned.
  const key = [mean, variance, scale, offset].map((tensor) => tensor && numberOf(tensor.dataId));
  return kept.get(backend, [...key, epsilon].join(), () => {
    // The engine's, which knows of weights that are still with the backend that was in use before.
    const read = ({ dataId }: tf.TensorInfo): Float32Array => tf.engine().readSync(dataId) as Float32Array;
    const gamma = scale && read(scale);
    const beta = offset && read(offset);
    const factors = read(variance).map((value, channel) => (gamma?.[channel] ?? 1) / Math.sqrt(value + epsilon));
    const shifts = read(mean).map((value, channel) => (beta?.[channel] ?? 0) - value * factors[channel]!);
    return [factors, shifts] as const;
  });
}

const numbers = new WeakMap<tf.DataId, number>();
let count = 0;

/** A number that no other data has had. */
function numberOf(dataId: tf.DataId): number {
  const number = numbers.get(dataId) ?? count++;
  numbers.set(dataId, number);
  return number;
}
