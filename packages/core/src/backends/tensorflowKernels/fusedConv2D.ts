import type * as tf from '@tensorflow/tfjs';
import { isTracing } from '../tensorflowGraph/traceOperations';
import { endOfLayer } from './endOfLayer';
import { runChain } from './runChain';
import type { TensorFlowBackend } from './TensorFlowBackend';

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | [number, number][];
  readonly dilations: number | [number, number];
  readonly dataFormat: string;
  readonly activation: string | null;
}

/** Of more images oneDNN's convolution is as quick or quicker; bench/inference.mjs has one and 64. */
const MOST_IMAGES = 4;

/** The first version of TensorFlow that has the operation. */
const FIRST_VERSION = [2, 13] as const;

/**
 * The convolution of a few images by TensorFlow's operation `Conv`, which it never hands to oneDNN: that one gets ready for so few
 * for longer than it computes. Null where it does not apply, and for a graph, which gets ready once.
 */
export function fusedConv2D(
  backend: TensorFlowBackend,
  { x, filter, bias }: Inputs,
  { strides, pad, dilations, dataFormat, activation }: Attributes,
): tf.TensorInfo | null {
  const end = endOfLayer({ bias, activation });
  const padding = { same: 'SAME', valid: 'VALID' }[String(pad)];
  const fits =
    x.shape[0]! <= MOST_IMAGES && x.dtype === 'float32' && filter.dtype === 'float32' && dataFormat === 'NHWC';
  if (end === null || padding === undefined || !fits || isTracing(backend)) return null;
  if (backend.isUsingGpuDevice || !hasConv(backend)) return null;
  const { TF_ATTR_INT, TF_ATTR_STRING } = backend.binding;
  const attributes = [
    { name: 'strides', type: TF_ATTR_INT, value: perAxis(strides) },
    { name: 'dilations', type: TF_ATTR_INT, value: perAxis(dilations) },
    { name: 'padding', type: TF_ATTR_STRING, value: padding },
  ];
  return runChain(backend, x, [{ operation: 'Conv', attributes, others: [filter] }, ...end]);
}

function hasConv({ binding }: TensorFlowBackend): boolean {
  const [major = 0, minor = 0] = binding.TF_Version.split('.').map(Number);
  return major > FIRST_VERSION[0] || (major === FIRST_VERSION[0] && minor >= FIRST_VERSION[1]);
}

/** Of batch, rows, columns and channels. */
function perAxis(size: number | [number, number]): number[] {
  const [rows, columns] = typeof size === 'number' ? [size, size] : size;
  return [1, rows, columns, 1];
}
