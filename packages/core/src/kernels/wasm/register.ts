import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { hasKernel, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { updateAdamKernel } from '../updateAdam';
import { openSimdKernels, type SimdKernels } from './SimdKernels';
import { currentWasmBackend, guardAllocation, type WasmBackend } from '../../tfjs/WasmBackend';
import { adamUpdate } from './adam';
import { conv2D, conv2DBackpropFilter, conv2DBackpropInput } from './convolution';
import { depthwiseConv2D, depthwiseConv2dNativeBackpropFilter, depthwiseConv2dNativeBackpropInput } from './depthwise';
import { binary, identity, splitV, sumMiddle, unsortedSegmentSum } from './elementwise';
import { gateGradient, gradientKernelNames, registerGradients, spreadMiddle } from './gradients';
import { batchMatMul, transposedMatMul } from './matMul';
import { fusedBatchNorm, normalizeBatchForward, normalizeBatchGradient, normGradientSums } from './normalization';
import { maxPoolGrad } from './pooling';

/** A kernel of this room, before it is bound to the stock kernel that it replaces. */
type Kernel<First> = (
  backend: WasmBackend,
  first: First,
  inputs: never,
  attributes: never,
) => tf.TensorInfo | tf.TensorInfo[];
type MissingKernel = (backend: WasmBackend, inputs: never, attributes: never) => tf.TensorInfo;

/** Kernels that the backend has not, or that need nothing of its own. */
const missingKernels: Readonly<Record<string, MissingKernel>> = {
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dNativeBackpropInput,
  UnsortedSegmentSum: unsortedSegmentSum,
};

/** Kernels that fall back on the stock one where ours does not fit. */
const fasterKernels: Readonly<Record<string, Kernel<tf.KernelConfig>>> = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: transposedMatMul,
  Conv2D: conv2D,
  FusedConv2D: conv2D,
  DepthwiseConv2dNative: depthwiseConv2D,
  FusedDepthwiseConv2D: depthwiseConv2D,
  MaxPoolGrad: maxPoolGrad,
  Sum: (backend, stock, inputs, attributes) => sumMiddle(backend, stock, inputs, attributes, false),
  Identity: identity,
  Cast: identity,
  SplitV: splitV,
  FusedBatchNorm: fusedBatchNorm,
  Add: (backend, stock, inputs) => binary(backend, stock, inputs, 'offset', true),
  Sub: (backend, stock, inputs) => binary(backend, stock, inputs, 'shift', false),
  Multiply: (backend, stock, inputs) => binary(backend, stock, inputs, 'factor', true),
  Mean: (backend, stock, inputs, attributes) => sumMiddle(backend, stock, inputs, attributes, true),
};

/** Kernels that stock tfjs has no name for. */
const ownKernels: Readonly<Record<string, Kernel<SimdKernels>>> = {
  [gradientKernelNames.gate]: gateGradient,
  [gradientKernelNames.spread]: spreadMiddle,
  [gradientKernelNames.normSums]: normGradientSums,
  [normalizeBatchKernels.forward]: normalizeBatchForward,
  [normalizeBatchKernels.gradient]: normalizeBatchGradient,
  [updateAdamKernel]: adamUpdate,
};

/**
 * Makes tfjs-backend-wasm able to train: gives it the gradient kernels that it lacks and replaces those that are slow by
 * faster ones of the same results. Other backends are untouched. Call it while wasm is the backend in use; calling it again
 * changes nothing.
 *
 * @throws BACKEND_UNAVAILABLE when the backend in use is not wasm
 *
 * @example
 * ```ts
 * await tf.setBackend('wasm');
 * registerWasmKernels();
 * ```
 */
export function registerWasmKernels(): void {
  if (tf.getBackend() !== 'wasm') {
    throw new FerError('BACKEND_UNAVAILABLE', {
      failed: 'The kernels for training on wasm cannot be registered',
      expected: 'the wasm backend to be in use',
      received: `"${tf.getBackend()}"`,
      next: "Call it after tf.setBackend('wasm').",
      refused: [{ name: 'wasm', reason: 'it is not the backend in use' }],
    });
  }
  const backend = currentWasmBackend();
  guardAllocation(backend);
  const simd = openSimdKernels(backend) !== null;
  if (hasKernel('UnsortedSegmentSum', 'wasm')) return;

  for (const [kernelName, kernel] of Object.entries(missingKernels)) {
    replaceKernel('wasm', kernelName, ({ backend, inputs, attrs }) =>
      kernel(backend as WasmBackend, inputs as never, attrs as never),
    );
  }
  for (const [kernelName, kernel] of Object.entries(fasterKernels)) {
    replaceKernel('wasm', kernelName, ({ backend, inputs, attrs }, stock) =>
      kernel(backend as WasmBackend, stock, inputs as never, attrs as never),
    );
  }
  if (!simd) return;
  for (const [kernelName, kernel] of Object.entries(ownKernels)) {
    replaceKernel('wasm', kernelName, ({ backend, inputs, attrs }) =>
      kernel(backend as WasmBackend, openSimdKernels(backend as WasmBackend)!, inputs as never, attrs as never),
    );
  }
  registerNormalizeBatchGradient();
  registerGradients();
}
