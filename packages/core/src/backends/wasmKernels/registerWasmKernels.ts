import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { replaceKernel } from '../replaceKernel';
import { updateAdamKernel } from '../updateAdam';
import { batchMatMul } from './batchMatMul';
import { binary } from './binary';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { depthwiseConv2D } from './depthwiseConv2D';
import { depthwiseConv2dNativeBackpropFilter } from './depthwiseConv2dNativeBackpropFilter';
import { depthwiseConv2dNativeBackpropInput } from './depthwiseConv2dNativeBackpropInput';
import { gateGradient, gradientKernelNames, spreadMiddle } from './gradientKernels';
import { fusedBatchNorm } from './fusedBatchNorm';
import { guardAllocation } from './guardAllocation';
import { identity } from './identity';
import { maxPoolGrad } from './maxPoolGrad';
import { normalizeBatchForward, normalizeBatchGradient } from './normalizeBatchKernels';
import { normGradientSums } from './normGradientSums';
import { registerGradients } from './registerGradients';
import { adamUpdate } from './optimizerKernels';
import { openSimdKernels, type SimdKernels } from './SimdKernels';
import { splitV } from './splitV';
import { sumMiddle } from './sumMiddle';
import { transposedMatMul } from './transposedMatMul';
import { unsortedSegmentSum } from './unsortedSegmentSum';
import type { WasmBackend } from './WasmBackend';

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
  const backend = tf.backend() as unknown as WasmBackend;
  guardAllocation(backend);
  const simd = openSimdKernels(backend) !== null;
  const firstTime = (tf.getKernel('UnsortedSegmentSum', 'wasm') as tf.KernelConfig | undefined) === undefined;
  if (!firstTime) return;

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
