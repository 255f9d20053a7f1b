import * as tf from '@tensorflow/tfjs';
import { canUpdateAdam, updateAdam } from '../../backends/updateAdam';
import type { Optimizer, UpdateResult, UpdateStep } from './Optimizer';

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Keras' value, outside the square root. */
const EPSILON = 1e-7;

/** Coupled decay is added to the gradient, decoupled decay taken from the result; both are times the weight. */
function adamUpdate(
  { weight, gradient, slots, learningRate, step }: UpdateStep,
  { coupled, decoupled }: { readonly coupled: number; readonly decoupled: number },
): UpdateResult {
  const [previousMean, previousVariance] = slots as [tf.Tensor, tf.Tensor];
  // Both bias corrections in one number, as Keras has it, spares two passes over each weight.
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
  if (canUpdateAdam()) {
    const inputs = { weight, gradient, mean: previousMean, variance: previousVariance };
    const attributes = { beta1: BETA1, beta2: BETA2, rate, epsilon: EPSILON, coupled, decoupled };
    const { weight: updated, mean, variance } = updateAdam(inputs, attributes);
    return { weight: updated, slots: [mean, variance] };
  }
  const total = coupled === 0 ? gradient : tf.add(gradient, tf.mul(weight, coupled));
  const mean = tf.add(tf.mul(previousMean, BETA1), tf.mul(total, 1 - BETA1));
  const variance = tf.add(tf.mul(previousVariance, BETA2), tf.mul(tf.square(total), 1 - BETA2));
  const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(variance), EPSILON));
  const updated = tf.sub(weight, change);
  return {
    weight: decoupled === 0 ? updated : tf.sub(updated, tf.mul(weight, decoupled)),
    slots: [mean, variance],
  };
}

/** Adam: D. Kingma and J. Ba, arXiv:1412.6980, with Keras' constants (0.9, 0.999, 1e-7). Decay is added to the gradient. */
export const adam: Optimizer = {
  slots: ['mean', 'variance'],
  update: (step) => adamUpdate(step, { coupled: step.weightDecay, decoupled: 0 }),
};

/** Adam with decoupled decay: I. Loshchilov and F. Hutter, arXiv:1711.05101. The decay is `rate * weightDecay * w`. */
export const adamW: Optimizer = {
  slots: ['mean', 'variance'],
  update: (step) => adamUpdate(step, { coupled: 0, decoupled: step.learningRate * step.weightDecay }),
};
