import type * as tf from '@tensorflow/tfjs';
import type { OwnPart } from '../OwnParts';

/** The inputs of the update of one weight. All tensors have the weight's shape. */
export interface UpdateStep {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** The optimizer state of this weight, in the order of {@link Optimizer.slots}. */
  readonly slots: readonly tf.Tensor[];
  /** Decay of this weight, the same at each step; 0 for biases and the scales and shifts of normalisation. */
  readonly weightDecay: number;
  /** The result of {@link Optimizer.stepNumbers} for the step. */
  readonly numbers: readonly StepNumber[];
}

/** A number that differs from step to step. It is a tensor where the update is compiled to a graph. */
export type StepNumber = number | tf.Scalar;

/** The position of an update in its run. */
export interface UpdatePosition {
  /** Scheduled. */
  readonly learningRate: number;
  /** As in {@link UpdateStep}. */
  readonly weightDecay: number;
  /** Updates so far, this one included, from 1. */
  readonly step: number;
}

/** New values of a weight and of its slots. */
export interface UpdateResult {
  readonly weight: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/**
 * A rule of gradient descent, built in or one's own. It holds no state: its slots (Keras' term for the tensors that an optimizer keeps
 * for each weight) belong to the run, which saves them in checkpoints, so that a run of every optimizer resumes exactly.
 */
export interface Optimizer extends OwnPart {
  /** Names of the slots; they start at zero. */
  readonly slots: readonly string[];
  /** The numbers of an update that differ from step to step, always as many. */
  stepNumbers(position: UpdatePosition): readonly number[];
  /**
   * Computes the new weight, in operations of tfjs; runs inside `tf.tidy`. It must run the same operations at each step and take nothing
   * from outside but constants, because engines with a graph compiler run it once and replay it.
   */
  update(step: UpdateStep): UpdateResult;
}
