import type * as tf from '@tensorflow/tfjs';

/** What an update of one weight works with. All tensors have the weight's shape. */
export interface UpdateStep {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** The optimizer's state of this weight, in the order of {@link Optimizer.slots}. */
  readonly slots: readonly tf.Tensor[];
  /** Decay of this weight, the same at each step; 0 for biases and the scales and shifts of normalisation. */
  readonly weightDecay: number;
  /** What {@link Optimizer.factors} gives for the step. */
  readonly factors: readonly Factor[];
}

/** A number that differs from step to step. It is a tensor where the update becomes a program of the engine. */
export type Factor = number | tf.Scalar;

/** Where a training stands when a weight is updated. */
export interface UpdatePosition {
  /** Already scheduled. */
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
 * A rule of gradient descent without state of its own: what it remembers lies in slots that the training loop keeps,
 * saves in checkpoints and hands back, so that a resumed run goes on to the bit. A new optimizer is a new file, its
 * name in `OptimizerName.ts` and one line in `optimizers.ts`.
 */
export interface Optimizer {
  /** Names of the tensors it keeps for each weight; they start at zero. */
  readonly slots: readonly string[];
  /** The numbers that an update needs beside tensors. */
  factors(position: UpdatePosition): readonly number[];
  /** Computes the new weight; runs inside `tf.tidy`. */
  update(step: UpdateStep): UpdateResult;
}
