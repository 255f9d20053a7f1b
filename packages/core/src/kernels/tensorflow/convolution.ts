import * as tf from '@tensorflow/tfjs';
import { isTracing } from '../../graphs/tensorflow/traceOperations';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { type Link, runChain } from './operations';

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

type Call = Parameters<tf.KernelFunc>[0];

/**
 * The gradient by its filter of a convolution. Where that sees one pixel in some, it is computed of the pixels that it sees, as if
 * there were no others: with strides, oneDNN writes beyond its memory where a batch is odd and channels are few, on processors with
 * AVX-512 (TensorFlow 2.19), and the process ends sooner or later.
 * @param stock - tfjs-node's kernel
 */
export function conv2DBackpropFilter(call: Call, stock: tf.KernelConfig): ReturnType<tf.KernelFunc> {
  const { strides, filterShape, dataFormat, pad } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const [rows, columns = rows] = [strides].flat() as [number, number?];
  const seesOnePixelInSome = filterShape[0] === 1 && filterShape[1] === 1 && (rows > 1 || columns > 1);
  const { isUsingGpuDevice } = call.backend as TensorFlowBackend;
  if (!seesOnePixelInSome || isUsingGpuDevice || dataFormat !== 'NHWC' || typeof pad !== 'string') {
    return stock.kernelFunc(call);
  }
  const seen = tf.stridedSlice(call.inputs.x as tf.Tensor4D, [0, 0, 0, 0], call.inputs.x!.shape, [1, rows, columns, 1]);
  const gradient = stock.kernelFunc({
    ...call,
    inputs: { ...call.inputs, x: seen },
    attrs: { ...call.attrs, strides: [1, 1] },
  });
  seen.dispose();
  return gradient;
}

/** How a layer ends, as tfjs' fused kernels are told. */
interface LayerEnd {
  readonly bias?: tf.TensorInfo | undefined;
  /** Null is linear. */
  readonly activation: string | null;
}

/** TensorFlow's names of the functions that a layer can end in; the others of tfjs have parameters. */
const operations: Readonly<Record<string, string>> = { relu: 'Relu', relu6: 'Relu6', elu: 'Elu', sigmoid: 'Sigmoid' };

/** The operations of the end of a layer; null where it ends in a function that is not among them. */
export function endOfLayer({ bias, activation }: LayerEnd): Link[] | null {
  const links: Link[] = bias === undefined ? [] : [{ operation: 'AddV2', others: [bias] }];
  if (activation === null || activation === 'linear') return links;
  const operation = operations[activation];
  return operation === undefined ? null : [...links, { operation }];
}
