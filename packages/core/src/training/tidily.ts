import * as tf from '@tensorflow/tfjs';
import { releaseTape } from '../backends/releaseTape';

/** Runs tensor work as `tf.tidy` does, and leaves tfjs able to go on where it throws. */
export function tidily<Result extends tf.TensorContainer>(work: () => Result): Result {
  try {
    return tf.tidy(work);
  } catch (error) {
    releaseTape();
    throw error;
  }
}
