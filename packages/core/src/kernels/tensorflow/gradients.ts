import * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { replaceGradient, runKernel } from '../../tfjs/kernels';
import { registerReluGradients } from '../reluGradient';
import { typeAttribute } from './typeAttribute';

/** The kernel that only the gradients of this file call. */
export const broadcastKernel = 'FerkitBroadcastTo';

/** Replaces gradients that tfjs composes of many passes over whole tensors by one or two operations of TensorFlow. */
export function registerGradients(engine: string): void {
  registerReluGradients(engine);
  replaceGradient(engine, 'Sum', (dy, [x], { axis }) => ({
    x: () => broadcastGradient(dy as tf.Tensor, x!.shape, axis as number[], 1),
  }));
  replaceGradient(engine, 'Mean', (dy, [x], { axis }) => ({
    x: () => broadcastGradient(dy as tf.Tensor, x!.shape, axis as number[], x!.size / (dy as tf.Tensor).size),
  }));
}

/** The gradient of a sum or mean: dy / divisor, repeated along the axes that were reduced. */
function broadcastGradient(dy: tf.Tensor, shape: number[], axis: number | number[], divisor: number): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, shape);
  const kept = shape.map((length, place) => (axes.includes(place) ? 1 : length));
  const divided = divisor === 1 ? dy : tf.div(dy, divisor);
  const x = tf.reshape(divided, kept);
  return runKernel(broadcastKernel, { x }, { shape })[0]!;
}

/** The gradient of relu: dy where x > 0, else 0. */
export const reluGradient = (backend: TensorFlowBackend, inputs: GradientInputs): tf.TensorInfo[] =>
  runReluGradient(backend, 'ReluGrad', inputs);

/** The gradient of relu6: dy where 0 < x < 6, else 0. */
export const relu6Gradient = (backend: TensorFlowBackend, inputs: GradientInputs): tf.TensorInfo[] =>
  runReluGradient(backend, 'Relu6Grad', inputs);

type GradientInputs = Readonly<Record<'dy' | 'x', tf.TensorInfo>>;

function runReluGradient(backend: TensorFlowBackend, operation: string, { dy, x }: GradientInputs): tf.TensorInfo[] {
  return [backend.executeSingleOutput(operation, [typeAttribute(backend, 'T')], [dy, x])];
}

/** x repeated along its axes of length 1, as one operation; tfjs multiplies by a tensor of ones that it fills in JavaScript. */
export function broadcastTo(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo[] {
  const target = tf.tensor1d(shape, 'int32');
  const attributes = [typeAttribute(backend, 'T'), typeAttribute(backend, 'Tidx', 'TF_INT32')];
  const result = backend.executeSingleOutput('BroadcastTo', attributes, [x, target]);
  target.dispose();
  return [result];
}
