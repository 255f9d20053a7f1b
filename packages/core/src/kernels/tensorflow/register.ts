import type * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { hasOwnKernel, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { conv2DBackpropFilter } from './convolution';
import { reluGradientKernels } from '../reluGradient';
import { broadcastKernel, broadcastTo, registerGradients, relu6Gradient, reluGradient } from './gradients';
import { normalizeBatchForward, normalizeBatchGradient } from './normalization';

const ENGINE = 'tensorflow';

type Kernel = (backend: TensorFlowBackend, inputs: never, attributes: never) => tf.TensorInfo[];

/** Kernels that tfjs has no name for. */
const newKernels: Readonly<Record<string, Kernel>> = {
  [normalizeBatchKernels.forward]: normalizeBatchForward,
  [normalizeBatchKernels.gradient]: normalizeBatchGradient,
  [reluGradientKernels.Relu]: reluGradient,
  [reluGradientKernels.Relu6]: relu6Gradient,
  [broadcastKernel]: broadcastTo,
};

/**
 * Lets tfjs-node train with the operations that TensorFlow has for it, with the same results. Other engines are untouched; calling
 * it again changes nothing.
 */
export function registerTensorFlowKernels(): void {
  registerNormalizeBatchGradient();
  registerGradients(ENGINE);
  if (hasOwnKernel('Conv2DBackpropFilter', ENGINE)) return;

  for (const [kernelName, kernel] of Object.entries(newKernels)) {
    replaceKernel(ENGINE, kernelName, ({ inputs, attrs, backend }) =>
      kernel(backend as TensorFlowBackend, inputs as never, attrs as never),
    );
  }
  replaceKernel(ENGINE, 'Conv2DBackpropFilter', conv2DBackpropFilter);
}
