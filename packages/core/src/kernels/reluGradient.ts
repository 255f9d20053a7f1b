import { replaceGradient, runKernel } from '../tfjs/kernels';

/** The kernels of the gradients, by the kernel whose gradient they are: dy where 0 < x, and below 6 for `Relu6`, else 0. */
export const reluGradientKernels = { Relu: 'FerkitReluGrad', Relu6: 'FerkitRelu6Grad' } as const;

/** Lets an engine compute gradients of relu and relu6 by one kernel each, which tfjs composes of a step and a product. */
export function registerReluGradients(engine: string): void {
  for (const [kernelName, gradientName] of Object.entries(reluGradientKernels)) {
    replaceGradient(engine, kernelName, (dy, [x]) => ({ x: () => runKernel(gradientName, { dy, x: x! })[0]! }));
  }
}
