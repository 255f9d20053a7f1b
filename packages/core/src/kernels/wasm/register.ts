import * as tf from '@tensorflow/tfjs';
import { FerError } from '../../errors';
import { currentWasmBackend, guardAllocation, type WasmBackend } from '../../tfjs/WasmBackend';
import { hasOwnKernel, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import { updateAdamKernel } from '../updateAdam';
import type { SimdKernels } from './SimdKernels.generated';
import { conv2D, conv2DBackpropFilter, conv2DBackpropInput } from './convolution';
import { depthwiseConv2D, depthwiseConv2dNativeBackpropFilter, depthwiseConv2dNativeBackpropInput } from './depthwise';
import { add, gateGradient, multiply, subtract } from './elementwise';
import { gradientKernelNames, registerGradients } from './gradients';
import {
  normalizeRowsForward,
  normalizeRowsGradient,
  normalizeRowsKernels,
  registerNormalizeRowsGradient,
  replaceLayerNormalization,
} from './layerNormalization';
import { batchMatMul, transposedMatMul } from './matMul';
import { fusedBatchNorm, normalizeBatchForward, normalizeBatchGradient, normGradientSums } from './normalization';
import { openSimdKernels } from './openSimdKernels';
import { adamUpdate } from './optimizer';
import { maxPoolGrad } from './pooling';
import { mean, spreadMiddle, sum, unsortedSegmentSum } from './reduction';
import { identity, splitV } from './shapes';

type Result = tf.TensorInfo | tf.TensorInfo[];

/** A kernel that the backend lacks, or that never needs the stock one. */
type CompleteKernel = (backend: WasmBackend, inputs: never, attributes: never) => Result;

/** A kernel that calls the stock one for the cases that it does not cover. */
type FasterKernel = (backend: WasmBackend, stock: tf.KernelConfig, inputs: never, attributes: never) => Result;

/** A kernel that tfjs has no name for. */
type NewKernel = (backend: WasmBackend, kernels: SimdKernels, inputs: never, attributes: never) => Result;

const completeKernels: Readonly<Record<string, CompleteKernel>> = {
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dNativeBackpropInput,
  UnsortedSegmentSum: unsortedSegmentSum,
};

const fasterKernels: Readonly<Record<string, FasterKernel>> = {
  Conv2D: conv2D,
  FusedConv2D: conv2D,
  DepthwiseConv2dNative: depthwiseConv2D,
  FusedDepthwiseConv2D: depthwiseConv2D,
  BatchMatMul: batchMatMul,
  _FusedMatMul: transposedMatMul,
  FusedBatchNorm: fusedBatchNorm,
  MaxPoolGrad: maxPoolGrad,
  Add: add,
  Sub: subtract,
  Multiply: multiply,
  Sum: sum,
  Mean: mean,
  Identity: identity,
  Cast: identity,
  SplitV: splitV,
};

/** Registered only where the SIMD kernels can run. */
const newKernels: Readonly<Record<string, NewKernel>> = {
  [normalizeBatchKernels.forward]: normalizeBatchForward,
  [normalizeBatchKernels.gradient]: normalizeBatchGradient,
  [normalizeRowsKernels.forward]: normalizeRowsForward,
  [normalizeRowsKernels.gradient]: normalizeRowsGradient,
  [updateAdamKernel]: adamUpdate,
  [gradientKernelNames.gate]: gateGradient,
  [gradientKernelNames.spread]: spreadMiddle,
  [gradientKernelNames.normSums]: normGradientSums,
};

/**
 * Makes tfjs-backend-wasm able to train: adds the gradient kernels that it lacks and replaces slow kernels by faster ones with the same
 * results. Other backends are untouched. wasm has to be the backend in use; calling it again changes nothing.
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
  if (!hasOwnKernel('Conv2D', 'wasm')) replaceKernels(simd);
  replaceLayerNormalization();
  if (!simd) return;
  registerNormalizeBatchGradient();
  registerNormalizeRowsGradient();
  registerGradients();
}

function replaceKernels(simd: boolean): void {
  for (const [kernelName, kernel] of Object.entries(completeKernels)) {
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
  for (const [kernelName, kernel] of Object.entries(newKernels)) {
    replaceKernel('wasm', kernelName, ({ backend, inputs, attrs }) =>
      kernel(backend as WasmBackend, openSimdKernels(backend as WasmBackend)!, inputs as never, attrs as never),
    );
  }
}
