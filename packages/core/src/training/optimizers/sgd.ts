import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from './Optimizer';

const MOMENTUM = 0.9;

/**
 * Stochastic gradient descent with Nesterov momentum 0.9 (Sutskever et al. 2013) and decay added to the gradient, in the
 * form of PyTorch and Keras: `v = 0.9 v + g`, `w -= rate (g + 0.9 v)`.
 */
export const sgd: Optimizer = {
  name: 'sgd',
  slots: ['velocity'],
  stepNumbers: ({ learningRate }) => [learningRate],
  update: ({ weight, gradient, slots: [previous], weightDecay, numbers: [learningRate] }) => {
    const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
    const velocity = tf.add(tf.mul(previous!, MOMENTUM), decayed);
    const direction = tf.add(decayed, tf.mul(velocity, MOMENTUM));
    return { weight: tf.sub(weight, tf.mul(direction, learningRate!)), slots: [velocity] };
  },
};
