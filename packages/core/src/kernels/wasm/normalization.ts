import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import type { NormalizeBatchAttributes } from '../normalizeBatch';
import type { SimdKernels } from './SimdKernels.generated';
import { openSimdKernels } from './openSimdKernels';
import { addressOf, callStock, viewFloats, viewHeap, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';

type Inputs<Names extends string> = Readonly<Record<Names, tf.TensorInfo>>;

/**
 * The normalised batch, its mean and variance, and these again for the gradient. Takes two passes over this worker's shard of the batch
 * and one all-reduce of per-channel sums.
 */
export function normalizeBatchForward(
  backend: WasmBackend,
  kernels: SimdKernels,
  { images, gamma, beta }: Inputs<'images' | 'gamma' | 'beta'>,
  { epsilon, allReduce }: NormalizeBatchAttributes,
): tf.TensorInfo[] {
  const channels = gamma.shape[0]!;
  const rows = tf.util.sizeFromShape(images.shape) / channels;
  const mean = backend.makeOutput([channels], 'float32');
  const variance = backend.makeOutput([channels], 'float32');
  const x = addressOf(backend, images);
  const meanAddress = addressOf(backend, mean);
  kernels.sumMiddle({ x, outer: 1, reduce: rows, inner: channels, scale: 1 / rows, out: meanAddress });
  kernels.sumSquaredDeviations({ x, mean: meanAddress, rows, channels, out: addressOf(backend, variance) });

  // Double precision, because the variance is a small difference of large sums.
  const sums = new Float64Array(2 * channels + 1);
  const ownMeans = viewFloats(backend, mean);
  const ownVariances = viewFloats(backend, variance);
  for (let channel = 0; channel < channels; channel++) {
    const own = ownMeans[channel]!;
    sums[channel] = own * rows;
    sums[channels + channel] = ownVariances[channel]! + own * own * rows;
  }
  sums[2 * channels] = rows;
  allReduce?.sum(sums);
  const count = sums[2 * channels]!;
  // Views from before the all-reduce may be stale: deferred kernels that run during the wait may grow the heap, which detaches views.
  const means = viewFloats(backend, mean);
  const variances = viewFloats(backend, variance);
  for (let channel = 0; channel < channels; channel++) {
    const batchMean = sums[channel]! / count;
    means[channel] = batchMean;
    variances[channel] = Math.max(0, sums[channels + channel]! / count - batchMean * batchMean);
  }
  const statistics = { x: images, mean, variance, scale: gamma, offset: beta };
  const normalized = normalizeChannels(backend, kernels, statistics, epsilon);
  return [normalized, mean, variance, shareData(backend, mean), shareData(backend, variance)];
}

/**
 * The gradients of the images, of gamma and of beta. The gradients of gamma and beta cover this worker's shard only, like the gradients
 * of all other weights, which are summed across workers after the step.
 */
export function normalizeBatchGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  inputs: Inputs<'dy' | 'images' | 'gamma' | 'reserve0' | 'reserve1'>,
  { epsilon, allReduce }: NormalizeBatchAttributes,
): tf.TensorInfo[] {
  const { dy, images, gamma, reserve0: mean, reserve1: variance } = inputs;
  const channels = gamma.shape[0]!;
  const rows = tf.util.sizeFromShape(images.shape) / channels;
  const [ofBeta, ofGamma] = normGradientSums(backend, kernels, { dy, x: images, mean });
  const ofImages = backend.makeOutput(images.shape, 'float32');
  const bytes = channels * 4;
  withWorkspace(backend, 3 * bytes, (factor) => {
    const [slope, offset] = [factor + bytes, factor + 2 * bytes];
    const totals = new Float64Array(2 * channels + 1);
    totals.set(viewFloats(backend, ofBeta));
    totals.set(viewFloats(backend, ofGamma), channels);
    totals[2 * channels] = rows;
    allReduce?.sum(totals);
    const count = totals[2 * channels]!;
    const products = viewFloats(backend, ofGamma);
    const variances = viewFloats(backend, variance);
    const scales = viewFloats(backend, gamma);
    const [factors, slopes, offsets] = [factor, slope, offset].map((at) => viewHeap(backend, at, channels));
    for (let channel = 0; channel < channels; channel++) {
      const inverse = 1 / Math.sqrt(variances[channel]! + epsilon);
      const scaled = scales[channel]! * inverse;
      factors![channel] = scaled;
      slopes![channel] = (-scaled * inverse * inverse * totals[channels + channel]!) / count;
      offsets![channel] = (-scaled * totals[channel]!) / count;
      products[channel]! *= inverse;
    }
    kernels.combineNormGradient({
      dy: addressOf(backend, dy),
      x: addressOf(backend, images),
      mean: addressOf(backend, mean),
      rows,
      channels,
      factor,
      slope,
      offset,
      dx: addressOf(backend, ofImages),
    });
  });
  return [ofImages, ofGamma, ofBeta];
}

/** Per channel, the sums over the batch of dy and of dy * (x - mean). */
export function normGradientSums(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, mean }: Readonly<Record<'dy' | 'x' | 'mean', tf.TensorInfo>>,
): [sums: tf.TensorInfo, products: tf.TensorInfo] {
  const channels = mean.shape[0]!;
  const sums = backend.makeOutput([channels], 'float32');
  const products = backend.makeOutput([channels], 'float32');
  kernels.sumNormGradients({
    dy: addressOf(backend, dy),
    x: addressOf(backend, x),
    mean: addressOf(backend, mean),
    rows: tf.util.sizeFromShape(x.shape) / channels,
    channels,
    sums: addressOf(backend, sums),
    products: addressOf(backend, products),
  });
  return [sums, products];
}

/** Images [..., channels] and statistics of shape [channels]; tfjs calls gamma `scale` and beta `offset`. */
interface ChannelStatistics extends Readonly<Record<string, tf.TensorInfo | undefined>> {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly scale?: tf.TensorInfo;
  readonly offset?: tf.TensorInfo;
}

/** Normalises each channel by given statistics: one multiplication and two additions per element. */
function normalizeChannels(
  backend: WasmBackend,
  kernels: SimdKernels,
  { x, mean, variance, scale, offset }: ChannelStatistics,
  epsilon: number,
): tf.TensorInfo {
  const channels = mean.shape[0]!;
  const result = backend.makeOutput(x.shape, 'float32');
  withWorkspace(backend, channels * 4, (address) => {
    const factors = viewHeap(backend, address, channels);
    const variances = viewFloats(backend, variance);
    const scales = scale && viewFloats(backend, scale);
    for (let channel = 0; channel < channels; channel++) {
      factors[channel] = (scales?.[channel] ?? 1) / Math.sqrt(variances[channel]! + epsilon);
    }
    kernels.scaleMiddle({
      x: addressOf(backend, x),
      outer: 1,
      repeat: tf.util.sizeFromShape(x.shape) / channels,
      inner: channels,
      shift: addressOf(backend, mean),
      factor: address,
      offset: offset === undefined ? 0 : addressOf(backend, offset),
      out: addressOf(backend, result),
    });
  });
  return result;
}

/**
 * Batch normalisation by given statistics, with one multiplication and two additions per element. The stock kernel takes a square root
 * and divides for each element.
 */
export function fusedBatchNorm(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: ChannelStatistics,
  attributes: { readonly varianceEpsilon: number },
): tf.TensorInfo {
  const kernels = openSimdKernels(backend);
  if (kernels === null || !isPerChannel(inputs) || inputs.mean.shape[0] === 0) {
    return callStock(backend, stock, inputs, attributes);
  }
  return normalizeChannels(backend, kernels, inputs, attributes.varianceEpsilon);
}

/** True for float32 images and statistics of one number per channel; tfjs allows other shapes too. */
function isPerChannel({ x, mean, variance, scale, offset }: ChannelStatistics): boolean {
  const channels = x.shape.at(-1);
  const statistics = [mean, variance, scale, offset].filter((tensor) => tensor !== undefined);
  return x.dtype === 'float32' && statistics.every(({ shape }) => shape.length === 1 && shape[0] === channels);
}
