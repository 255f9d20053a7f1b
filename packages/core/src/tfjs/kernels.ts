import * as tf from '@tensorflow/tfjs';

/**
 * Gives an engine a kernel, in place of its own where it has one.
 * @param kernel - is given the stock kernel too, for what it does not do itself
 */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  kernel: (call: Parameters<tf.KernelFunc>[0], stock: tf.KernelConfig) => ReturnType<tf.KernelFunc>,
): void {
  const stock = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
  if (stock !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    // A backend that is removed and made anew runs the set-up of its kernels again; the stock kernel beneath needs it.
    ...stock,
    kernelName,
    backendName,
    kernelFunc: (call) => kernel(call, stock!),
  });
}

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

/** The same numbers as another tensor: one more reference to their data, where a copy would cost a pass. */
export function shareData(
  backend: Pick<tf.KernelBackend, 'incRef'>,
  { dataId, shape, dtype }: tf.TensorInfo,
): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
