import * as tf from '@tensorflow/tfjs';
import { replaceCall } from '../models/replaceCall';
import type { BatchPart } from './TrainingGraph';

/**
 * Lets a layer of noise, such as dropout, do to a share of a batch what it would do to it within the whole: it draws the noise
 * of the whole and this keeps what falls on the share. Returns the function that gives the layer back as it was.
 */
export function shareNoise(layer: tf.layers.Layer, part: BatchPart): () => void {
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [share] = [inputs].flat() as [tf.Tensor];
    const [rows, ...rest] = share.shape as [number, ...number[]];
    if (kwargs.training !== true || rows === part.samples) return call(inputs, kwargs);
    return tf.tidy(() => {
      const after = part.samples - part.from - rows;
      const whole = tf.pad(share, [[part.from, after], ...rest.map((): [number, number] => [0, 0])]);
      return tf.slice(call(whole, kwargs) as tf.Tensor, [part.from, ...rest.map(() => 0)], share.shape);
    });
  });
}
