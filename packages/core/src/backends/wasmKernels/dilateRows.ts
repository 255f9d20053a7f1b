import * as tf from '@tensorflow/tfjs';
import { viewFloats, type WasmBackend } from './WasmBackend';

/** Where each pixel of a tensor goes in a larger one: pixel (i, j) to (top + i * strideHeight, left + j * strideWidth). */
export interface Dilation {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/** Spreads the pixels of an NHWC tensor over a larger field of zeros; those that would fall outside are dropped. */
export function dilateRows(backend: WasmBackend, tensor: tf.TensorInfo, dilation: Dilation): tf.TensorInfo {
  const [batch, rows, columns, channels] = tensor.shape as [number, number, number, number];
  const { height, width, top, left, strideHeight, strideWidth } = dilation;
  const spread = backend.makeOutput([batch, height, width, channels], 'float32');
  const source = viewFloats(backend, tensor);
  const target = viewFloats(backend, spread).fill(0);
  const firstColumn = Math.max(0, Math.ceil(-left / strideWidth));
  const lastColumn = Math.min(columns, Math.ceil((width - left) / strideWidth));
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      const targetRow = top + row * strideHeight;
      if (targetRow < 0 || targetRow >= height) continue;
      const from = (image * rows + row) * columns * channels;
      const to = ((image * height + targetRow) * width + left) * channels;
      if (strideWidth === 1) {
        if (firstColumn < lastColumn) {
          target.set(
            source.subarray(from + firstColumn * channels, from + lastColumn * channels),
            to + firstColumn * channels,
          );
        }
        continue;
      }
      for (let column = firstColumn; column < lastColumn; column++) {
        const pixel = from + column * channels;
        const spot = to + column * strideWidth * channels;
        for (let channel = 0; channel < channels; channel++) target[spot + channel] = source[pixel + channel]!;
      }
    }
  }
  return spread;
}
