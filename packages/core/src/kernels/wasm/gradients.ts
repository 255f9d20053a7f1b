import * as tf from '@tensorflow/tfjs';
import { replaceGradient, runKernel } from '../../tfjs/kernels';
import { viewMiddle } from './reduction';

/** The kernels that only the gradients of this file call. */
export const gradientKernelNames = {
  gate: 'FerkitGateGradient',
  spread: 'FerkitSpreadMiddle',
  normSums: 'FerkitNormGradientSums',
} as const;

/**
 * Replaces gradients that tfjs composes of many passes over whole tensors by ones of one or two passes, with the same results. They
 * need the SIMD kernels; see {@link replaceGradient}.
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
    const view = viewMiddle(x!.shape, attributes.axis as number[]);
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
    // S. Ioffe and C. Szegedy 2015, arXiv:1502.03167, section 3: the gradients of mean, variance, scale and offset need these two sums only.
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
