import * as tf from '@tensorflow/tfjs';
import type { Optimizer, UpdateResult, UpdateStep } from './Optimizer';

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Keras' value, outside the square root. */
const EPSILON = 1e-7;

function adamUpdate(gradient: tf.Tensor, { weight, slots, learningRate, step }: UpdateStep): UpdateResult {
  const [previousMean, previousVariance] = slots;
  const mean = tf.add(tf.mul(previousMean!, BETA1), tf.mul(gradient, 1 - BETA1));
  const variance = tf.add(tf.mul(previousVariance!, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
  // Both bias corrections in one number, as Keras has it, spares two passes over each weight.
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
  const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(variance), EPSILON));
  return { weight: tf.sub(weight, change), slots: [mean, variance] };
}

/** Adam: D. Kingma and J. Ba, arXiv:1412.6980, with Keras' constants (0.9, 0.999, 1e-7). Decay is added to the gradient. */
export const adam: Optimizer = {
  slots: ['mean', 'variance'],
  update: (step) => {
    const { weight, gradient, weightDecay } = step;
    return adamUpdate(weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay)), step);
  },
};

/** Adam with decoupled decay: I. Loshchilov and F. Hutter, arXiv:1711.05101. The decay is `rate * weightDecay * w`. */
export const adamW: Optimizer = {
  slots: ['mean', 'variance'],
  update: (step) => {
    const { weight, slots } = adamUpdate(step.gradient, step);
    const decay = step.learningRate * step.weightDecay;
    return { weight: decay === 0 ? weight : tf.sub(weight, tf.mul(step.weight, decay)), slots };
  },
};
