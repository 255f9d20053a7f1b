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
