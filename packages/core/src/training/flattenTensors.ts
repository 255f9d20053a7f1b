import * as tf from '@tensorflow/tfjs';

/** Lays tensors one after the other, so that one operation does for all what would take one for each. */
export const flattenTensors = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => (tensor.rank === 1 ? (tensor as tf.Tensor1D) : tf.reshape(tensor, [-1]))));

/** Cuts what {@link flattenTensors} made apart again. */
export function unflattenTensors(flat: tf.Tensor1D, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  const sizes = shapes.map((shape) => tf.util.sizeFromShape([...shape]));
  // Most weights of a network have one axis, and TensorFlow takes its time for a reshape that changes nothing.
  return tf.split(flat, sizes).map((part, index) => {
    const shape = shapes[index]!;
    return shape.length === 1 ? part : tf.reshape(part, [...shape]);
  });
}
