import * as tf from '@tensorflow/tfjs';

/** Trainable weights that an optimizer updates together, as one long vector. */
export interface WeightGroup {
  readonly weights: readonly tf.LayerVariable[];
  /** Whether weight decay applies to them. */
  readonly decays: boolean;
  /** Numbers in all of them together. */
  readonly size: number;
}

/**
 * The trainable weights as those that decay and those that do not. A decay of biases and of normalisation's scales does not
 * regularise, it only shifts (T. He et al. 2018, arXiv:1812.01187).
 */
export function weightGroups(trainable: readonly tf.LayerVariable[]): readonly WeightGroup[] {
  return [true, false]
    .map((decays) => {
      const weights = trainable.filter(({ shape }) => shape.length > 1 === decays);
      const size = weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...(shape as number[])]), 0);
      return { weights, decays, size };
    })
    .filter(({ size }) => size > 0);
}

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
