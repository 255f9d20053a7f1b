import * as tf from '@tensorflow/tfjs';
import { graphCompilers } from '../../graphs/CompiledGraph';
import { compileSavedModel } from '../../graphs/tensorflow/compileSavedModel.node';
import { replaceGradient, replaceKernel } from '../../tfjs/kernels';
import { normalizeBatchKernels, registerNormalizeBatchGradient } from '../normalizeBatch';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { floatType } from './operations';
import { conv2DBackpropFilter, fusedConv2D } from './convolution';
import { fusedMatMul } from './matMul';
import { fusedBatchNorm, normalizeBatchForward, normalizeBatchGradient } from './normalization';
import { broadcastTo, mean, reshape } from './shapes';

const ENGINE = 'tensorflow';

const BROADCAST = 'FerkitBroadcastTo';

/** TensorFlow's own gradients of kernels whose gradients tfjs composes from many passes over whole tensors. */
const reluGradients = { Relu: 'ReluGrad', Relu6: 'Relu6Grad' } as const;

/**
 * Lets tfjs-node train and predict with the operations that TensorFlow has for it, with the same results. Other engines are
 * untouched; calling it again changes nothing.
 */
export function registerTensorFlowKernels(): void {
  if ((tf.getKernel(normalizeBatchKernels.forward, ENGINE) as tf.KernelConfig | undefined) !== undefined) return;

  register(normalizeBatchKernels.forward, normalizeBatchForward);
  register(normalizeBatchKernels.gradient, normalizeBatchGradient);
  registerNormalizeBatchGradient();
  graphCompilers.set(ENGINE, compileSavedModel);

  for (const [kernelName, operation] of Object.entries(reluGradients)) {
    const ours = `Ferkit${operation}`;
    register(ours, (backend, { dy, x }: Readonly<Record<'dy' | 'x', tf.TensorInfo>>) =>
      backend.executeMultipleOutputs(operation, [floatType(backend, 'T')], [dy, x], 1),
    );
    replaceGradient(ENGINE, kernelName, (dy, [x]) => ({
      x: () => tf.engine().runKernel<tf.Tensor[]>(ours, { dy: dy as tf.Tensor, x: x! })[0]!,
    }));
  }

  replace('Reshape', reshape);
  replace('Mean', mean);
  replace('FusedBatchNorm', fusedBatchNorm);
  replace('FusedConv2D', fusedConv2D);
  replace('_FusedMatMul', fusedMatMul);
  replaceKernel(ENGINE, 'Conv2DBackpropFilter', conv2DBackpropFilter);

  register(BROADCAST, broadcastTo);
  replaceGradient(ENGINE, 'Sum', (dy, [x], { axis }) => ({
    x: () => spread(dy as tf.Tensor, x!.shape, axis as number[], 1),
  }));
  replaceGradient(ENGINE, 'Mean', (dy, [x], { axis }) => ({
    x: () => spread(dy as tf.Tensor, x!.shape, axis as number[], x!.size / (dy as tf.Tensor).size),
  }));
}

/** The gradient of a sum or mean: each number of dy, divided, at all places that it was made of. */
function spread(dy: tf.Tensor, shape: number[], axis: number | number[], divisor: number): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, shape);
  const kept = shape.map((length, place) => (axes.includes(place) ? 1 : length));
  const divided = divisor === 1 ? dy : tf.div(dy, divisor);
  return tf.engine().runKernel<tf.Tensor[]>(BROADCAST, { x: tf.reshape(divided, kept) }, { shape })[0]!;
}

function register(
  kernelName: string,
  kernel: (backend: TensorFlowBackend, inputs: never, attributes: never) => tf.TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: ENGINE,
    kernelFunc: ({ inputs, attrs, backend }) => kernel(backend as TensorFlowBackend, inputs as never, attrs as never),
  });
}

/** Puts a kernel in the place of tfjs-node's, which still does what the kernel gives null for. */
function replace(
  kernelName: string,
  kernel: (backend: TensorFlowBackend, inputs: never, attributes: never) => tf.TensorInfo | null,
): void {
  replaceKernel(
    ENGINE,
    kernelName,
    (call, stock) =>
      kernel(call.backend as TensorFlowBackend, call.inputs as never, call.attrs as never) ?? stock.kernelFunc(call),
  );
}
