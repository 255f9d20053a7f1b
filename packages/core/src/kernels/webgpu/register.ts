import * as tf from '@tensorflow/tfjs';
import { hasKernel, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { updateAdamKernel } from '../updateAdam';
import type { WebgpuBackend } from '../../tfjs/WebgpuBackend';
import { filterGradient, type FilterGradientAttributes } from './filterGradient';
import { adamUpdate } from './mapNumbers';
import { normalizeBatchForward, normalizeBatchGradient } from './normalization';

const ENGINE = 'webgpu';

/** Kernels that stock tfjs has no name for. */
const ownKernels = {
  [normalizeBatchKernels.forward]: normalizeBatchForward,
  [normalizeBatchKernels.gradient]: normalizeBatchGradient,
  [updateAdamKernel]: adamUpdate,
};

/** The stock kernels that are replaced, and whether they belong to depthwise convolutions. */
const filterGradients = { Conv2DBackpropFilter: false, DepthwiseConv2dNativeBackpropFilter: true } as const;

/**
 * Lets tfjs' WebGPU engine train with kernels made for it, with the same results: gradients of convolutions by their filters
 * use all of the GPU, and batch normalisation and Adam are a few passes over their numbers instead of dozens. Other engines
 * are untouched; calling it again changes nothing.
 */
export function registerWebgpuKernels(): void {
  if (hasKernel(normalizeBatchKernels.forward, ENGINE)) return;

  for (const [kernelName, kernel] of Object.entries(ownKernels)) {
    tf.registerKernel({
      kernelName,
      backendName: ENGINE,
      kernelFunc: ({ inputs, attrs, backend }) => kernel(backend as WebgpuBackend, inputs as never, attrs as never),
    });
  }
  registerNormalizeBatchGradient();

  for (const [kernelName, depthwise] of Object.entries(filterGradients)) {
    replaceKernel(ENGINE, kernelName, (call, stock) => {
      const attributes = call.attrs as unknown as FilterGradientAttributes & { readonly dataFormat?: string };
      if (attributes.dataFormat === 'NCHW') return stock.kernelFunc(call);
      const inputs = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      return filterGradient(call.backend as WebgpuBackend, inputs, attributes, depthwise);
    });
  }
}
