import * as tf from '@tensorflow/tfjs';
import type { NormalizeBatchAttributes } from '../normalizeBatch';
import type { SimdKernels } from './SimdKernels';
import { withWorkspace } from './withWorkspace';
import { addressOf, viewFloats, type WasmBackend } from './WasmBackend';

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
  const normalized = backend.makeOutput(images.shape, 'float32');
  const mean = backend.makeOutput([channels], 'float32');
  const variance = backend.makeOutput([channels], 'float32');
  withWorkspace(backend, channels * 4, (factors) => {
    const x = addressOf(backend, images);
    kernels.sumMiddle(x, 1, rows, channels, 1 / rows, addressOf(backend, mean));
    kernels.sumSquaredDeviations(x, addressOf(backend, mean), rows, channels, addressOf(backend, variance));

    // Sums of squares of doubles lose nothing that the single precision of the parts still had.
    const sums = new Float64Array(2 * channels + 1);
    const means = viewFloats(backend, mean);
    const variances = viewFloats(backend, variance);
    for (let channel = 0; channel < channels; channel++) {
      const own = means[channel]!;
      sums[channel] = own * rows;
      sums[channels + channel] = variances[channel]! + own * own * rows;
    }
    sums[2 * channels] = rows;
    peers?.sum(sums);
    const count = sums[2 * channels]!;
    const scales = viewFloats(backend, gamma);
    const scaled = viewWorkspace(backend, factors, channels);
    for (let channel = 0; channel < channels; channel++) {
      const ofAll = sums[channel]! / count;
      means[channel] = ofAll;
      variances[channel] = Math.max(0, sums[channels + channel]! / count - ofAll * ofAll);
      scaled[channel] = scales[channel]! / Math.sqrt(variances[channel]! + epsilon);
    }
    const [shift, offset, out] = [mean, beta, normalized].map((tensor) => addressOf(backend, tensor));
    kernels.scaleMiddle(x, 1, rows, channels, shift!, factors, offset!, out!);
  });
  return [normalized, mean, variance, again(backend, mean), again(backend, variance)];
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
  const ofImages = backend.makeOutput(images.shape, 'float32');
  const ofGamma = backend.makeOutput([channels], 'float32');
  const ofBeta = backend.makeOutput([channels], 'float32');
  const bytes = channels * 4;
  withWorkspace(backend, 3 * bytes, (factor) => {
    const [slope, offset] = [factor + bytes, factor + 2 * bytes];
    const operands = [dy, images, mean].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
    kernels.sumNormGradients(...operands, rows, channels, addressOf(backend, ofBeta), addressOf(backend, ofGamma));

    const totals = new Float64Array(2 * channels + 1);
    const products = viewFloats(backend, ofGamma);
    totals.set(viewFloats(backend, ofBeta));
    totals.set(products, channels);
    totals[2 * channels] = rows;
    peers?.sum(totals);
    const count = totals[2 * channels]!;
    const variances = viewFloats(backend, variance);
    const scales = viewFloats(backend, gamma);
    const [factors, slopes, offsets] = [factor, slope, offset].map((at) => viewWorkspace(backend, at, channels));
    for (let channel = 0; channel < channels; channel++) {
      const inverse = 1 / Math.sqrt(variances[channel]! + epsilon);
      const scaled = scales[channel]! * inverse;
      factors![channel] = scaled;
      slopes![channel] = (-scaled * inverse * inverse * totals[channels + channel]!) / count;
      offsets![channel] = (-scaled * totals[channel]!) / count;
      products[channel]! *= inverse;
    }
    kernels.combineNormGradient(...operands, rows, channels, factor, slope, offset, addressOf(backend, ofImages));
  });
  return [ofImages, ofGamma, ofBeta];
}

/** The sums over the batch of dy and of dy (x - mean), for each channel. */
export function normGradientSums(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, mean }: Inputs<'dy' | 'x' | 'mean'>,
): tf.TensorInfo[] {
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

const viewWorkspace = (backend: WasmBackend, address: number, length: number): Float32Array =>
  new Float32Array(backend.wasm.HEAPU8.buffer, address, length);

/** The same numbers as another tensor. */
function again(backend: WasmBackend, tensor: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(tensor.dataId);
  return { ...tensor };
}
