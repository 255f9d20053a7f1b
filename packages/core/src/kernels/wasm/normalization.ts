import * as tf from '@tensorflow/tfjs';
import { shareData } from '../../tfjs/kernels';
import { type ChannelStatistics, isPerChannel, type NormalizeBatchAttributes } from '../normalizeBatch';
import { openSimdKernels, type SimdKernels } from './SimdKernels';
import { addressOf, callStock, viewFloats, viewHeap, type WasmBackend, withWorkspace } from '../../tfjs/WasmBackend';

type Inputs<Names extends string> = Readonly<Record<Names, tf.TensorInfo>>;

/**
 * The normalised batch, its mean and variance, and these again for the gradient. Takes two passes over the part of the batch
 * that this thread has, and one sum over all parts of what belongs to channels.
 */
export function normalizeBatchForward(
  backend: WasmBackend,
  kernels: SimdKernels,
  { images, gamma, beta }: Inputs<'images' | 'gamma' | 'beta'>,
  { epsilon, peers }: NormalizeBatchAttributes,
): tf.TensorInfo[] {
  const channels = gamma.shape[0]!;
  const rows = tf.util.sizeFromShape(images.shape) / channels;
  const mean = backend.makeOutput([channels], 'float32');
  const variance = backend.makeOutput([channels], 'float32');
  const x = addressOf(backend, images);
  kernels.sumMiddle(x, 1, rows, channels, 1 / rows, addressOf(backend, mean));
  kernels.sumSquaredDeviations(x, addressOf(backend, mean), rows, channels, addressOf(backend, variance));

  // Sums of squares of doubles lose nothing that the single precision of the parts still had.
  const sums = new Float64Array(2 * channels + 1);
  const ownMeans = viewFloats(backend, mean);
  const ownVariances = viewFloats(backend, variance);
  for (let channel = 0; channel < channels; channel++) {
    const own = ownMeans[channel]!;
    sums[channel] = own * rows;
    sums[channels + channel] = ownVariances[channel]! + own * own * rows;
  }
  sums[2 * channels] = rows;
  peers?.sum(sums);
  const count = sums[2 * channels]!;
  // Views taken before may be stale: whoever waits for the others may run kernels.
  const means = viewFloats(backend, mean);
  const variances = viewFloats(backend, variance);
  for (let channel = 0; channel < channels; channel++) {
    const ofAll = sums[channel]! / count;
    means[channel] = ofAll;
    variances[channel] = Math.max(0, sums[channels + channel]! / count - ofAll * ofAll);
  }
  const statistics = { x: images, mean, variance, scale: gamma, offset: beta };
  const normalized = normalizeChannels(backend, kernels, statistics, epsilon);
  return [normalized, mean, variance, shareData(backend, mean), shareData(backend, variance)];
}

/**
 * The gradients of the images, of gamma and of beta. Those of gamma and beta are of this part of the batch alone: whoever
 * sums the gradients of all weights sums them too.
 */
export function normalizeBatchGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  inputs: Inputs<'dy' | 'images' | 'gamma' | 'reserve0' | 'reserve1'>,
  { epsilon, peers }: NormalizeBatchAttributes,
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
    peers?.sum(totals);
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
    kernels.combineNormGradient(
      addressOf(backend, dy),
      addressOf(backend, images),
      addressOf(backend, mean),
      rows,
      channels,
      factor,
      slope,
      offset,
      addressOf(backend, ofImages),
    );
  });
  return [ofImages, ofGamma, ofBeta];
}

/** The sums over the batch of dy and of dy (x - mean), for each channel. */
export function normGradientSums(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, mean }: Readonly<Record<'dy' | 'x' | 'mean', tf.TensorInfo>>,
): [sums: tf.TensorInfo, products: tf.TensorInfo] {
  const channels = mean.shape[0]!;
  const sums = backend.makeOutput([channels], 'float32');
  const products = backend.makeOutput([channels], 'float32');
  kernels.sumNormGradients(
    addressOf(backend, dy),
    addressOf(backend, x),
    addressOf(backend, mean),
    tf.util.sizeFromShape(x.shape) / channels,
    channels,
    addressOf(backend, sums),
    addressOf(backend, products),
  );
  return [sums, products];
}

/** Normalises each channel by given statistics: one multiplication and two additions a number. */
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
    kernels.scaleMiddle(
      addressOf(backend, x),
      1,
      tf.util.sizeFromShape(x.shape) / channels,
      channels,
      addressOf(backend, mean),
      address,
      offset === undefined ? 0 : addressOf(backend, offset),
      addressOf(backend, result),
    );
  });
  return result;
}

/**
 * Batch norm by the statistics of each channel, as one multiplication and two additions a number. The stock kernel takes
 * the root and divides for each number anew.
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
