import * as tf from '@tensorflow/tfjs';
import { callPart, type OwnPart, partInvalid } from './OwnParts';

/** A loss, built in or one's own. */
export interface Loss extends OwnPart {
  /**
   * True promises that `compute` runs the same operations of tfjs at each step and takes nothing from outside of its two tensors but
   * constants. Its steps are then captured and replayed, which is faster.
   * @default false
   */
  readonly replayable?: boolean;
  /**
   * The loss of each sample, made of operations of tfjs that have gradients.
   * @param logits - samples x labels, before the softmax
   * @param targets - samples x labels, smoothed and mixed; each row sums to the weight of its sample
   * @returns one number for each sample; the step divides their sum by the size of the batch
   */
  compute(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D;
}

/** A built-in loss with its constants. */
export type LossChoice = 'cross-entropy' | 'focal' | { readonly type: 'focal'; readonly gamma: number };

const crossEntropy: Loss = {
  name: 'cross-entropy',
  replayable: true,
  compute: (logits, targets) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)),
};

/** T. Lin et al. 2017, arXiv:1708.02002. */
const focal = (gamma: number): Loss => ({
  name: `focal ${gamma}`,
  replayable: true,
  compute: (logits, targets) => {
    const logScores = tf.logSoftmax(logits);
    // Rounding can give a score of slightly more than 1, and a power below 1 has no gradient at 0.
    const missing = tf.maximum(tf.sub(1, tf.exp(logScores)), 1e-7);
    return tf.neg(tf.sum(tf.mul(tf.mul(targets, tf.pow(missing, gamma)), logScores), 1));
  },
});

/** The exponent of the paper's best network. */
const GAMMA = 2;

/** The loss of a recipe's choice. */
export function lossOf(choice: LossChoice | Loss): Loss {
  if (choice === 'cross-entropy') return crossEntropy;
  if (choice === 'focal') return focal(GAMMA);
  return 'compute' in choice ? choice : focal(choice.gamma);
}

/**
 * The sum of a batch's losses.
 * @throws OPTION_INVALID for an own loss that throws, or gives no number for each sample
 */
export function sumLoss(loss: Loss, logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const values = callPart<tf.Tensor | undefined>('loss', loss, () => loss.compute(logits, targets));
  if (values?.shape.join() === String(logits.shape[0])) return tf.sum(values);
  const received = values === undefined ? 'nothing' : `a tensor of shape [${values.shape.join(', ')}]`;
  throw partInvalid('loss', loss, `a tensor of shape [${logits.shape[0]}]: a number for each sample`, received);
}
