import * as tf from '@tensorflow/tfjs';
import { releaseTape } from '../backends/releaseTape';
import type { Batch } from '../batches/createBatch';
import { flattenTensors, unflattenTensors } from './flattenTensors';
import type { Optimizer } from './optimizers/Optimizer';
import type { Gradients, StepOutcome } from './computeGradients';
import type { StepGradients } from './StepGradients';
import type { TrainingGraph } from './TrainingGraph';
import type { WeightGroup } from './weightGroups';

/** What one step is taken with. */
export interface StepOptions {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clipNorm: number | false;
  /** From 1. */
  readonly step: number;
  readonly groups: readonly WeightGroup[];
  /** The optimizer's state: for each group one variable per slot. */
  readonly slots: readonly (readonly tf.Variable[])[];
}

/** Takes one step of gradient descent: forward, backward, update of weights and slots. Nothing is waited for. */
export function takeStep(
  graph: TrainingGraph,
  gradients: StepGradients,
  batch: Batch,
  options: StepOptions,
): StepOutcome {
  return tidily(() => applyGradients(graph, gradients.compute(batch, options.step), options));
}

/** Runs tensor work as `tf.tidy` does, and leaves tfjs able to go on where it throws. */
export function tidily<Result extends tf.TensorContainer>(work: () => Result): Result {
  try {
    return tf.tidy(work);
  } catch (error) {
    releaseTape();
    throw error;
  }
}

/** Updates weights and slots. */
export function applyGradients(
  graph: TrainingGraph,
  { loss, correct, gradients }: Gradients,
  { optimizer, learningRate, weightDecay, clipNorm, step, groups, slots }: StepOptions,
): StepOutcome {
  const factor = clipNorm === false ? undefined : clipFactor(gradients, clipNorm);
  const moved = groups.map(({ weights, decays }, index) => {
    const gradient = gradients[index]!;
    const updated = optimizer.update({
      weight: flattenTensors(weights.map((weight) => weight.read())),
      gradient: factor === undefined ? gradient : tf.mul(gradient, factor),
      slots: slots[index]!,
      learningRate,
      weightDecay: decays ? weightDecay : 0,
      step,
    });
    const shapes = weights.map(({ shape }) => shape as number[]);
    unflattenTensors(updated.weight as tf.Tensor1D, shapes).forEach((value, place) => weights[place]!.write(value));
    updated.slots.forEach((slot, number) => slots[index]![number]!.assign(slot));
    return updated.weight;
  });
  const others = graph.weights.filter((weight) => !graph.trainable.includes(weight)).map((weight) => weight.read());
  return { loss: tf.add<tf.Scalar>(loss, notANumberUnlessFinite(moved, others)), correct };
}

/** What the gradients must be multiplied by so that all together they are no longer than the limit. */
function clipFactor(gradients: readonly tf.Tensor[], limit: number): tf.Tensor {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  return tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-12)));
}

/**
 * 0, or NaN where a weight is infinite or not a number. The loss alone would tell of it late or never: running statistics can
 * overflow while normalisation by the batch hides it.
 */
function notANumberUnlessFinite(moved: readonly tf.Tensor[], others: readonly tf.Tensor[]): tf.Tensor {
  // The others are many and small, so one operation for all; what moved is nearly the whole network, and is not copied for this.
  const parts = others.length === 0 ? moved : [...moved, flattenTensors(others)];
  return tf.mul(tf.addN(parts.map((part) => tf.sum(part))), 0);
}
