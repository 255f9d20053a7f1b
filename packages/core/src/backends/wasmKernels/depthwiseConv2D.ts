import type * as tf from '@tensorflow/tfjs';
import { callStock } from './callStock';
import type { ConvolutionAttributes } from './computeConvolution';
import { spellPadding } from './spellPadding';
import type { WasmBackend } from './WasmBackend';

/** The stock depthwise convolution, plain or fused, which is fast but needs its padding spelled out. */
export function depthwiseConv2D(
  backend: WasmBackend,
  stock: tf.KernelConfig,
  inputs: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: ConvolutionAttributes,
): tf.TensorInfo {
  return callStock(backend, stock, inputs, spellPadding(attributes, inputs.x, inputs.filter, true));
}
