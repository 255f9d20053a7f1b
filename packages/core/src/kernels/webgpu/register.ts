import type * as tf from '@tensorflow/tfjs';
import { hasOwnKernel, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { registerReluGradients, reluGradientKernels } from '../reluGradient';
import { updateAdamKernel } from '../updateAdam';
import type { WebgpuBackend } from '../../tfjs/WebgpuBackend';
import { joinByCopies, splitByCopies } from './copies';
import { filterGradient, type FilterGradientAttributes } from './filterGradient';
import { adamUpdate, relu6Gradient, reluGradient } from './mapNumbers';
import { normalizeBatchForward, normalizeBatchGradient } from './normalization';
import { sumRows } from './sumRows';

const ENGINE = 'webgpu';

/** Kernels that stock tfjs does not have. */
const ownKernels = {
  [normalizeBatchKernels.forward]: normalizeBatchForward,
  [normalizeBatchKernels.gradient]: normalizeBatchGradient,
  [updateAdamKernel]: adamUpdate,
  [reluGradientKernels.Relu]: reluGradient,
  [reluGradientKernels.Relu6]: relu6Gradient,
};

/** Replaced stock kernels; true for depthwise convolutions. */
const filterGradients = { Conv2DBackpropFilter: false, DepthwiseConv2dNativeBackpropFilter: true } as const;

/**
 * Registers training kernels for tfjs' WebGPU backend, with the results of the stock kernels: filter gradients use the whole
 * GPU, batch normalization and Adam take a few passes instead of dozens, sums over pixels need no transposition, and vectors are joined and
 * split without a shader. Other backends are not affected. Further calls do nothing.
 */
export function registerWebgpuKernels(): void {
  registerNormalizeBatchGradient();
  registerReluGradients(ENGINE);
  if (hasOwnKernel('Conv2DBackpropFilter', ENGINE)) return;

  for (const [kernelName, kernel] of Object.entries(ownKernels)) {
    replaceKernel(ENGINE, kernelName, ({ inputs, attrs, backend }) =>
      kernel(backend as WebgpuBackend, inputs as never, attrs as never),
    );
  }

  for (const [kernelName, depthwise] of Object.entries(filterGradients)) {
    replaceKernel(ENGINE, kernelName, (call, stock) => {
      const attributes = call.attrs as unknown as FilterGradientAttributes & { readonly dataFormat?: string };
      if (attributes.dataFormat === 'NCHW') return stock.kernelFunc(call);
      const inputs = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      return filterGradient(call.backend as WebgpuBackend, inputs, attributes, depthwise);
    });
  }

  for (const kernelName of ['Sum', 'Mean']) {
    replaceKernel(ENGINE, kernelName, (call, stock) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const attributes = call.attrs as unknown as tf.SumAttrs;
      return sumRows(call.backend as WebgpuBackend, x, attributes, kernelName === 'Mean') ?? stock.kernelFunc(call);
    });
  }

  replaceKernel(ENGINE, 'Concat', (call, stock) => {
    const tensors = call.inputs as unknown as readonly tf.TensorInfo[];
    const attributes = call.attrs as unknown as tf.ConcatAttrs;
    return joinByCopies(call.backend as WebgpuBackend, tensors, attributes) ?? stock.kernelFunc(call);
  });
  replaceKernel(ENGINE, 'SplitV', (call, stock) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    const attributes = call.attrs as unknown as tf.SplitVAttrs;
    return splitByCopies(call.backend as WebgpuBackend, x, attributes) ?? stock.kernelFunc(call);
  });
}
