import * as tf from '@tensorflow/tfjs';
import type { AdamAttributes } from '../updateAdam';
import { mapNumbers, type Formula } from './mapNumbers';
import type { WebgpuBackend } from './WebgpuBackend';

const total = '(gradient + coupled * weight)';

const nextMean: Formula = {
  name: 'adamMean',
  code: `mean * beta1 + ${total} * (1.0 - beta1)`,
  inputs: ['mean', 'gradient', 'weight'],
  parameters: ['beta1', 'coupled'],
};

const nextVariance: Formula = {
  name: 'adamVariance',
  code: `variance * beta2 + ${total} * ${total} * (1.0 - beta2)`,
  inputs: ['variance', 'gradient', 'weight'],
  parameters: ['beta2', 'coupled'],
};

const nextWeight: Formula = {
  name: 'adamWeight',
  code: 'weight - rate * mean / (sqrt(variance) + epsilon) - decoupled * weight',
  inputs: ['weight', 'mean', 'variance'],
  parameters: ['rate', 'epsilon', 'decoupled'],
};

/** The weight after an update by Adam, and its mean and variance. */
export function adamUpdate(
  backend: WebgpuBackend,
  inputs: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.TensorInfo>>,
  { beta1, beta2, rate, epsilon, coupled, decoupled }: AdamAttributes,
): tf.TensorInfo[] {
  const { shape } = inputs.weight;
  const size = tf.util.sizeFromShape(shape);
  const row = (tensor: tf.TensorInfo): tf.TensorInfo => ({ ...tensor, shape: [1, size] });
  const [weight, gradient] = [row(inputs.weight), row(inputs.gradient)];
  const compute = (formula: Formula, operands: tf.TensorInfo[], parameters: number[]): tf.TensorInfo =>
    mapNumbers(backend, formula, operands, parameters, [1, size]);
  const mean = compute(nextMean, [row(inputs.mean), gradient, weight], [beta1, coupled]);
  const variance = compute(nextVariance, [row(inputs.variance), gradient, weight], [beta2, coupled]);
  const updated = compute(nextWeight, [weight, mean, variance], [rate, epsilon, decoupled]);
  return [updated, mean, variance].map((tensor) => ({ ...tensor, shape }));
}
