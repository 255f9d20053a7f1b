import * as tf from '@tensorflow/tfjs';

/** Trainable weights that an optimizer updates together, as one flat vector. */
export interface WeightGroup {
  readonly weights: readonly tf.LayerVariable[];
  /** True if weight decay applies to them. */
  readonly decays: boolean;
  /** Length of the vector. */
  readonly size: number;
}

/**
 * Groups trainable weights into those with weight decay and those without. Biases and the scales and shifts of normalisation
 * do not decay (T. He et al. 2018, arXiv:1812.01187).
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

/** Concatenates tensors to one vector, so that one operation works on all of them. */
export const flattenTensors = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => (tensor.rank === 1 ? (tensor as tf.Tensor1D) : tf.reshape(tensor, [-1]))));

/** Splits the vector of {@link flattenTensors} again. */
export function unflattenTensors(flat: tf.Tensor1D, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  const sizes = shapes.map((shape) => tf.util.sizeFromShape([...shape]));
  // Most weights have one axis, and on TensorFlow a reshape that changes nothing still takes time.
  return tf.split(flat, sizes).map((part, index) => {
    const shape = shapes[index]!;
    return shape.length === 1 ? part : tf.reshape(part, [...shape]);
  });
}
