import * as tf from '@tensorflow/tfjs';

/** Number of graphs that TensorFlow holds; 0 on other backends. */
export function countGraphs(): number {
  const { binding } = tf.backend() as unknown as { readonly binding?: { getNumOfSavedModels(): number } };
  return binding?.getNumOfSavedModels() ?? 0;
}
