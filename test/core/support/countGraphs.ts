import * as tf from '@tensorflow/tfjs';

/** How many graphs TensorFlow has now; other engines have none. */
export function countGraphs(): number {
  const { binding } = tf.backend() as unknown as { readonly binding?: { getNumOfSavedModels(): number } };
  return binding?.getNumOfSavedModels() ?? 0;
}
