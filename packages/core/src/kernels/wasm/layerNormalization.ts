import * as tf from '@tensorflow/tfjs';
import { addressOf, viewFloats, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';
import { hasKernel, runKernel } from '../../tfjs/kernels';
import { layerNormalizationFields, replaceCallOfClass } from '../../tfjs/layers';
import type { SimdKernels } from './SimdKernels.generated';

/** The kernels of layer normalisation over the last axes: x is seen as rows, each normalised by its own mean and variance. */
export const normalizeRowsKernels = {
  forward: 'FerkitNormalizeRows',
  gradient: 'FerkitNormalizeRowsGradient',
} as const;

type Inputs<Names extends string> = Readonly<Record<Names, tf.TensorInfo>>;

interface NormalizeRowsAttributes {
  /** Added to the variance. */
  readonly epsilon: number;
}

/** The normalised rows; for the gradient, the mean of each row and the inverse of its standard deviation. */
export function normalizeRowsForward(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x, gamma, beta }: Inputs<'x' | 'gamma' | 'beta'>,
  { epsilon }: NormalizeRowsAttributes,
): tf.TensorInfo[] {
  const width = tf.util.sizeFromShape(gamma.shape);
  const rows = tf.util.sizeFromShape(x.shape) / width;
  const normalized = backend.makeOutput(x.shape, 'float32');
  const mean = backend.makeOutput([rows], 'float32');
  const inverse = backend.makeOutput([rows], 'float32');
  kernels.normalizeRows({
    x: addressOf(backend, x),
    rows,
    width,
    gamma: addressOf(backend, gamma),
    beta: addressOf(backend, beta),
    epsilon,
    mean: addressOf(backend, mean),
    inverse: addressOf(backend, inverse),
    out: addressOf(backend, normalized),
  });
  return [normalized, mean, inverse];
}

/** The gradients of x, of gamma and of beta. */
export function normalizeRowsGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, gamma, mean, inverse }: Inputs<'dy' | 'x' | 'gamma' | 'mean' | 'inverse'>,
): tf.TensorInfo[] {
  const width = tf.util.sizeFromShape(gamma.shape);
  const ofX = backend.makeOutput(x.shape, 'float32');
  const ofGamma = backend.makeOutput(gamma.shape, 'float32');
  const ofBeta = backend.makeOutput(gamma.shape, 'float32');
  withWorkspace(backend, 2 * width * 4, (part) => {
    for (const sums of [ofGamma, ofBeta]) viewFloats(backend, sums).fill(0);
    kernels.addNormalizeRowsGradient({
      dy: addressOf(backend, dy),
      x: addressOf(backend, x),
      gamma: addressOf(backend, gamma),
      mean: addressOf(backend, mean),
      inverse: addressOf(backend, inverse),
      rows: tf.util.sizeFromShape(x.shape) / width,
      width,
      part,
      dx: addressOf(backend, ofX),
      ofGamma: addressOf(backend, ofGamma),
      ofBeta: addressOf(backend, ofBeta),
    });
  });
  return [ofX, ofGamma, ofBeta];
}

/** Registers the gradient of the kernel with tfjs (J. L. Ba, J. R. Kiros and G. E. Hinton 2016, arXiv:1607.06450). */
export function registerNormalizeRowsGradient(): void {
  tf.registerGradient({
    kernelName: normalizeRowsKernels.forward,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dy, saved) => {
      const [x, gamma, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs = { dy: (dy as tf.Tensor[])[0]!, x, gamma, mean, inverse };
      const [ofX, ofGamma, ofBeta] = runKernel(normalizeRowsKernels.gradient, inputs);
      return { x: () => ofX!, gamma: () => ofGamma!, beta: () => ofBeta! };
    },
  });
}

let isReplaced = false;

/**
 * Makes tfjs' `LayerNormalization` fast on wasm; on other engines it stays as it is. The stock layer repeats mean, variance, scale and
 * shift to the size of its input, and the gradient of each repetition slices that into one tensor a row. Further calls
 * change nothing.
 */
export function replaceLayerNormalization(): void {
  if (isReplaced) return;
  isReplaced = true;
  replaceCallOfClass(tf.layers.layerNormalization(), (layer, call) => (inputs, kwargs) => {
    const [x] = [inputs].flat() as [tf.Tensor];
    const { axis } = layerNormalizationFields(layer);
    const isLast = axis.every((one, index) => one === x.rank - axis.length + index);
    if (tf.getBackend() !== 'wasm' || x.dtype !== 'float32' || !isLast || x.size === 0) return call(inputs, kwargs);
    return tf.tidy(() => normalizeLast(layer, x));
  });
}

function normalizeLast(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  if (!hasKernel(normalizeRowsKernels.forward)) return composeNormalization(layer, x);
  const { axis, epsilon, gamma, beta } = layerNormalizationFields(layer);
  const shape = x.shape.slice(-axis.length);
  const scale = gamma?.read() ?? tf.ones(shape);
  const shift = beta?.read() ?? tf.zeros(shape);
  return runKernel(normalizeRowsKernels.forward, { x, gamma: scale, beta: shift }, { epsilon })[0]!;
}

/** Without SIMD kernels, as on an engine that the user's own program started with tfjs' threads: by broadcasting. */
export function composeNormalization(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const { axis, epsilon, gamma, beta } = layerNormalizationFields(layer);
  const { mean, variance } = tf.moments(x, [...axis], true);
  const normalized = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = gamma === null ? normalized : tf.mul(normalized, gamma.read());
  return beta === null ? scaled : tf.add(scaled, beta.read());
}
