import * as tf from '@tensorflow/tfjs';

type GradientFunction = tf.GradConfig['gradFunc'];

/**
 * Gives a kernel another gradient function on one engine. Elsewhere, and where the gradient itself is being recorded to be
 * differentiated again, the original one goes on: ours calls kernels that have no gradient.
 */
export function replaceGradient(engine: string, kernelName: string, gradient: GradientFunction): void {
  const original = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  if (original === undefined) return;
  const gradFunc: GradientFunction = (dy, saved, attributes) => {
    const ours = tf.getBackend() === engine && !tf.engine().isTapeOn();
    return (ours ? gradient : original.gradFunc)(dy, saved, attributes);
  };
  tf.registerGradient({ ...original, gradFunc });
}
