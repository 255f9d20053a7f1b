import * as tf from '@tensorflow/tfjs';
import type { TrainableNetwork } from './TrainableNetwork';
import { flattenTensors, type WeightGroup } from './weightGroups';

/** The outcome of a step, still on the backend; both are scalars and the caller's to dispose. */
export interface StepOutcome extends tf.TensorContainerObject {
  /** Mean loss of the batch before the update; not a number where the update left a weight that is none. */
  loss: tf.Scalar;
  /** Number of samples whose highest logit is at their highest target. */
  correct: tf.Scalar;
}

/** What a batch, or a share of one, says of the weights. */
export interface Gradients extends StepOutcome {
  /** For each group of weights the gradient of the loss by them. */
  gradients: tf.Tensor1D[];
}

/**
 * Forward and backward: the loss of a batch and its gradients.
 * @param images - [batch, height, width, channels]
 * @param targets - [batch, classes]
 * @param samples - how many the whole batch has, where this is a share of it: loss and gradients then are those of the whole
 * once those of all shares are added up
 */
export function computeGradients(
  graph: TrainableNetwork,
  groups: readonly WeightGroup[],
  images: tf.Tensor4D,
  targets: tf.Tensor2D,
  samples: number,
): Gradients {
  let logits: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(
    () => {
      logits = tf.keep(graph.logits(images));
      return tf.mul<tf.Scalar>(tf.sum(tf.mul(targets, tf.logSoftmax(logits))), -1 / samples);
    },
    graph.trainable.map((weight) => weight.read() as tf.Variable),
  );
  const hits = tf.equal(tf.argMax(logits!, 1), tf.argMax(targets, 1));
  const correct = tf.sum<tf.Scalar>(tf.cast(hits, 'float32'));
  logits!.dispose();
  const gradients = groups.map((group) =>
    flattenTensors(group.weights.map((weight) => grads[(weight.read() as tf.Variable).name]!)),
  );
  return { loss, correct, gradients };
}
