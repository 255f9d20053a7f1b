import * as tf from '@tensorflow/tfjs';
import { replaceGradient, runKernel } from '../../tfjs/kernels';
import type { SimdKernels } from './SimdKernels';
import { addressOf, type WasmBackend } from '../../tfjs/WasmBackend';
import { findMiddle, type Middle } from './elementwise';

/**
 * Gradients that tfjs composes from many passes over whole tensors, in one or two passes each, with the same results.
 * Only for wasm with SIMD; see {@link replaceGradient}.
 */
export function registerGradients(): void {
  for (const [kernelName, high] of [
    ['Relu', Infinity],
    ['Relu6', 6],
  ] as const) {
    replaceGradient('wasm', kernelName, (dy, [x]) => ({ x: () => run('gate', { dy, x: x! }, { low: 0, high }) }));
  }

  const { gradFunc: gradientOfMean } = tf.getGradient('Mean');
  replaceGradient('wasm', 'Mean', (dy, saved, attributes) => {
    const [x] = saved;
    const view = findMiddle(x!.shape, attributes.axis as number[]);
    if (view === undefined || Array.isArray(dy)) return gradientOfMean(dy, saved, attributes);
    return { x: () => run('spread', { x: dy }, { ...view, shape: x!.shape, scale: 1 / view.middle }) };
  });

  const { gradFunc: gradientOfNorm } = tf.getGradient('FusedBatchNorm');
  replaceGradient('wasm', 'FusedBatchNorm', (dy, saved, attributes) => {
    const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
    const statistics = [mean, variance, ...(scale === undefined ? [] : [scale])];
    if (Array.isArray(dy) || statistics.some((tensor) => tensor.rank !== 1)) {
      return gradientOfNorm(dy, saved, attributes);
    }
    // Ioffe and Szegedy 2015, "Batch normalization", section 3: both sums serve all four gradients of the statistics.
    const inverse = tf.rsqrt(tf.add(variance, attributes.varianceEpsilon as number));
    const scaled = scale === undefined ? inverse : tf.mul(inverse, scale);
    const [sums, products] = runKernel(gradientKernelNames.normSums, { dy, x, mean }) as [tf.Tensor, tf.Tensor];
    return {
      x: () => tf.mul(dy, scaled),
      mean: () => tf.neg(tf.mul(sums, scaled)),
      variance: () => tf.mul(tf.mul(products, scaled), tf.mul(tf.square(inverse), -0.5)),
      scale: () => tf.mul(products, inverse),
      offset: () => sums,
    };
  });
}

function run(
  kernel: keyof typeof gradientKernelNames,
  inputs: Record<string, tf.Tensor | tf.Tensor[]>,
  attributes: object,
): tf.Tensor {
  return runKernel(gradientKernelNames[kernel], inputs, attributes)[0]!;
}

/** The names of the kernels that only our own gradients call. */
export const gradientKernelNames = {
  gate: 'FerkitGateGradient',
  spread: 'FerkitSpreadMiddle',
  normSums: 'FerkitNormGradientSums',
} as const;

/** dy where low < x and x <= high, else zero. */
export function gateGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x }: { readonly dy: tf.TensorInfo; readonly x: tf.TensorInfo },
  { low, high }: { readonly low: number; readonly high: number },
): tf.TensorInfo {
  const dx = backend.makeOutput(x.shape, 'float32');
  const size = x.shape.reduce((product, length) => product * length, 1);
  kernels.gateGradient(addressOf(backend, dy), addressOf(backend, x), size, low, high, addressOf(backend, dx));
  return dx;
}

/** x repeated over its middle axis and scaled, in the given shape. */
export function spreadMiddle(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x }: { readonly x: tf.TensorInfo },
  attributes: Middle & { readonly shape: number[]; readonly scale: number },
): tf.TensorInfo {
  const spread = backend.makeOutput(attributes.shape, 'float32');
  const { outer, middle, inner, scale } = attributes;
  kernels.spreadMiddle(addressOf(backend, x), outer, middle, inner, scale, addressOf(backend, spread));
  return spread;
}
