import * as tf from '@tensorflow/tfjs';
import { canUpdateAdam, updateAdam } from '../../kernels/updateAdam';
import type { Optimizer, StepNumber, UpdatePosition, UpdateResult, UpdateStep } from './Optimizer';

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Keras' value, outside the square root. */
const EPSILON = 1e-7;

/** The learning rate with both bias corrections in one number, as in Keras, which saves two passes over each weight. */
const correctedRate = ({ learningRate, step }: UpdatePosition): number =>
  (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);

/**
 * @param rate - with bias correction
 * @param coupled - the multiple of the weight that is added to its gradient
 * @param decoupled - the multiple of the weight that is subtracted from the updated one
 */
function adamUpdate(
  { weight, gradient, slots }: UpdateStep,
  { rate, coupled, decoupled }: { readonly rate: StepNumber; readonly coupled: number; readonly decoupled: StepNumber },
): UpdateResult {
  const [previousMean, previousVariance] = slots as [tf.Tensor, tf.Tensor];
  if (canUpdateAdam() && typeof rate === 'number' && typeof decoupled === 'number') {
    const inputs = { weight, gradient, mean: previousMean, variance: previousVariance };
    const attributes = { beta1: BETA1, beta2: BETA2, rate, epsilon: EPSILON, coupled, decoupled };
    const { weight: updated, mean, variance } = updateAdam(inputs, attributes);
    return { weight: updated, slots: [mean, variance] };
  }
  const decayed = coupled === 0 ? gradient : tf.add(gradient, tf.mul(weight, coupled));
  const mean = tf.add(tf.mul(previousMean, BETA1), tf.mul(decayed, 1 - BETA1));
  const variance = tf.add(tf.mul(previousVariance, BETA2), tf.mul(tf.square(decayed), 1 - BETA2));
  const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(variance), EPSILON));
  const updated = tf.sub(weight, change);
  return {
    weight: decoupled === 0 ? updated : tf.sub(updated, tf.mul(weight, decoupled)),
    slots: [mean, variance],
  };
}

/** Adam: D. Kingma and J. Ba, arXiv:1412.6980, with Keras' constants (0.9, 0.999, 1e-7). Decay is added to the gradient. */
export const adam: Optimizer = {
  name: 'adam',
  slots: ['mean', 'variance'],
  stepNumbers: (position) => [correctedRate(position)],
  update: (step) => adamUpdate(step, { rate: step.numbers[0]!, coupled: step.weightDecay, decoupled: 0 }),
};

/** Adam with decoupled decay: I. Loshchilov and F. Hutter, arXiv:1711.05101. The decay is `learningRate * weightDecay * w`. */
export const adamW: Optimizer = {
  name: 'adamw',
  slots: ['mean', 'variance'],
  stepNumbers: (position) => [correctedRate(position), position.learningRate * position.weightDecay],
  update: (step) => {
    const [rate, decay] = step.numbers;
    return adamUpdate(step, { rate: rate!, coupled: 0, decoupled: step.weightDecay === 0 ? 0 : decay! });
  },
};
