import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { depthwiseConv2dNativeBackpropFilter } from './depthwiseConv2dNativeBackpropFilter';
import { depthwiseConv2dNativeBackpropInput } from './depthwiseConv2dNativeBackpropInput';
import { transposedMatMul, type MatMulAttributes } from './transposedMatMul';
import { unsortedSegmentSum } from './unsortedSegmentSum';
import type { WasmBackend } from './WasmBackend';

type Kernel = (
  backend: WasmBackend,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: never,
) => tf.TensorInfo | tf.TensorInfo[];

const ours = new WeakSet<tf.KernelConfig>();

/**
 * Makes tfjs-backend-wasm able to train: gives it the gradient kernels that it lacks and replaces those that are slow by
 * faster ones of the same results. Other backends are untouched. Calling it again changes nothing.
 *
 * @throws BACKEND_UNAVAILABLE when tfjs-backend-wasm has not been loaded
 *
 * @example
 * ```ts
 * await tf.setBackend('wasm');
 * registerWasmTraining();
 * ```
 */
export function registerWasmTraining(): void {
  const matMul = tf.getKernel('BatchMatMul', 'wasm') as tf.KernelConfig | undefined;
  const fusedMatMul = tf.getKernel('_FusedMatMul', 'wasm') as tf.KernelConfig | undefined;
  if (matMul === undefined || fusedMatMul === undefined) {
    throw new FerError('BACKEND_UNAVAILABLE', {
      failed: 'The kernels for training on wasm cannot be registered',
      expected: 'the kernels of @tensorflow/tfjs-backend-wasm',
      received: 'a tfjs without them',
      next: 'Activate the wasm backend first.',
      refused: [{ name: 'wasm', reason: '@tensorflow/tfjs-backend-wasm is not loaded' }],
    });
  }
  if (ours.has(matMul)) return;

  const transposed =
    (product: tf.KernelConfig): Kernel =>
    (backend, inputs, attributes: MatMulAttributes) =>
      transposedMatMul(backend, product, inputs, attributes);
  const kernels: Readonly<Record<string, Kernel>> = {
    Conv2DBackpropFilter: conv2DBackpropFilter as unknown as Kernel,
    Conv2DBackpropInput: conv2DBackpropInput as unknown as Kernel,
    DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dNativeBackpropFilter as unknown as Kernel,
    DepthwiseConv2dNativeBackpropInput: depthwiseConv2dNativeBackpropInput as unknown as Kernel,
    UnsortedSegmentSum: unsortedSegmentSum as unknown as Kernel,
    BatchMatMul: transposed(matMul),
    _FusedMatMul: transposed(fusedMatMul),
  };
  for (const [kernelName, kernel] of Object.entries(kernels)) replaceKernel(kernelName, kernel);
}

function replaceKernel(kernelName: string, kernel: Kernel): void {
  const stock = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
  const config: tf.KernelConfig = {
    // A backend that is removed and made anew runs the set-up of its kernels again; the stock kernel beneath needs it.
    ...stock,
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel(backend as WasmBackend, inputs as Record<string, tf.TensorInfo>, attrs as never),
  };
  if (stock !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel(config);
  ours.add(config);
}
