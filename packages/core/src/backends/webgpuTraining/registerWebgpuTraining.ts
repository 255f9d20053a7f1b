import * as tf from '@tensorflow/tfjs';
import { conv2DBackpropFilter, type FilterGradientAttributes } from './conv2DBackpropFilter';
import type { WebgpuBackend } from './WebgpuBackend';

const ENGINE = 'webgpu';

/** The stock kernels that are replaced, and whether they belong to depthwise convolutions. */
const filterGradients = { Conv2DBackpropFilter: false, DepthwiseConv2dNativeBackpropFilter: true } as const;

const replaced = new Set<string>();

/**
 * Lets tfjs' WebGPU engine train at the speed of its other kernels: gradients of convolutions by their filters use all of the
 * GPU, with the same results. Other engines are untouched; calling it again changes nothing.
 */
export function registerWebgpuTraining(): void {
  for (const [kernelName, depthwise] of Object.entries(filterGradients)) {
    if (replaced.has(kernelName)) continue;
    replaced.add(kernelName);
    const stock = tf.getKernel(kernelName, ENGINE);
    tf.unregisterKernel(kernelName, ENGINE);
    tf.registerKernel({
      ...stock,
      kernelFunc: (call) => {
        const attributes = call.attrs as unknown as FilterGradientAttributes & { readonly dataFormat?: string };
        if (attributes.dataFormat === 'NCHW') return stock.kernelFunc(call);
        const inputs = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
        return conv2DBackpropFilter(call.backend as WebgpuBackend, inputs, attributes, depthwise);
      },
    });
  }
}
