import type { SimdKernels } from './SimdKernels';
import type * as tf from '@tensorflow/tfjs';
import { addressOf, type WasmBackend } from './WasmBackend';

type Inputs<Names extends string> = Readonly<Record<Names, tf.TensorInfo>>;

const rowsOf = ({ shape }: tf.TensorInfo): number =>
  shape.slice(0, -1).reduce((product, length) => product * length, 1);

/** The mean of each channel and the sum of the squared deviations from it. */
export function batchMoments(
  backend: WasmBackend,
  kernels: SimdKernels,
  { images }: Inputs<'images'>,
): tf.TensorInfo[] {
  const channels = images.shape.at(-1)!;
  const rows = rowsOf(images);
  const mean = backend.makeOutput([channels], 'float32');
  const squares = backend.makeOutput([channels], 'float32');
  const [x, center] = [addressOf(backend, images), addressOf(backend, mean)];
  kernels.sumMiddle(x, 1, rows, channels, 1 / rows, center);
  kernels.sumSquaredDeviations(x, center, rows, channels, addressOf(backend, squares));
  return [mean, squares];
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
    rowsOf(x),
    channels,
    addressOf(backend, sums),
    addressOf(backend, products),
  );
  return [sums, products];
}

/** dy factor + (x - mean) slope + offset, all of them but dy and x by channel. */
export function normGradient(
  backend: WasmBackend,
  kernels: SimdKernels,
  { dy, x, mean, factor, slope, offset }: Inputs<'dy' | 'x' | 'mean' | 'factor' | 'slope' | 'offset'>,
): tf.TensorInfo {
  const dx = backend.makeOutput(x.shape, 'float32');
  kernels.combineNormGradient(
    addressOf(backend, dy),
    addressOf(backend, x),
    addressOf(backend, mean),
    rowsOf(x),
    mean.shape[0]!,
    addressOf(backend, factor),
    addressOf(backend, slope),
    addressOf(backend, offset),
    addressOf(backend, dx),
  );
  return dx;
}
