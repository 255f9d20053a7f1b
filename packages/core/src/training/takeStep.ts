import * as tf from '@tensorflow/tfjs';
import { releaseTape } from '../backends/releaseTape';
import type { Batch } from '../batches/createBatch';
import type { Optimizer } from './optimizers/Optimizer';
import type { TrainingGraph } from './TrainingGraph';

/** What one step is taken with. */
export interface StepOptions {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clipNorm: number | false;
  /** From 1. */
  readonly step: number;
  /** The optimizer's state: for each trainable weight one variable per slot. */
  readonly slots: readonly (readonly tf.Variable[])[];
  readonly inputShape: readonly [height: number, width: number, channels: number];
}

/** The outcome of a step, still on the backend; both are scalars and the caller's to dispose. */
export interface StepOutcome extends tf.TensorContainerObject {
  /** Mean loss of the batch before the update; not a number where the update left a weight that is none. */
  loss: tf.Scalar;
  /** Number of samples whose highest logit is at their highest target. */
  correct: tf.Scalar;
}

/** Takes one step of gradient descent: forward, backward, update of weights and slots. Nothing is waited for. */
export function takeStep(graph: TrainingGraph, batch: Batch, options: StepOptions): StepOutcome {
  try {
    return tf.tidy(() => computeStep(graph, batch, options));
  } catch (error) {
    releaseTape();
    throw error;
  }
}

function computeStep(graph: TrainingGraph, batch: Batch, options: StepOptions): StepOutcome {
  const { optimizer, learningRate, weightDecay, clipNorm, step, slots, inputShape } = options;
  const images = tf.tensor4d(batch.images, [batch.size, ...inputShape]);
  const targets = tf.tensor2d(batch.targets, [batch.size, batch.targets.length / batch.size]);
  let logits: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(
    () => {
      logits = tf.keep(graph.logits(images, step));
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));
    },
    graph.trainable.map((weight) => weight.read() as tf.Variable),
  );
  const hits = tf.equal(tf.argMax(logits!, 1), tf.argMax(targets, 1));
  const correct = tf.sum<tf.Scalar>(tf.cast(hits, 'float32'));
  logits!.dispose();

  const gradients = graph.trainable.map((weight) => grads[(weight.read() as tf.Variable).name]!);
  const factor = clipNorm === false ? undefined : clipFactor(gradients, clipNorm);
  graph.trainable.forEach((weight, index) => {
    const gradient = gradients[index]!;
    const updated = optimizer.update({
      weight: weight.read(),
      gradient: factor === undefined ? gradient : tf.mul(gradient, factor),
      slots: slots[index]!,
      learningRate,
      // A decay of biases and of normalisation's scales does not regularise, it only shifts (He et al. 2018, arXiv:1812.01187).
      weightDecay: weight.shape.length > 1 ? weightDecay : 0,
      step,
    });
    weight.write(updated.weight);
    updated.slots.forEach((slot, number) => slots[index]![number]!.assign(slot));
  });
  return { loss: tf.add<tf.Scalar>(loss, notANumberUnlessFinite(graph.weights)), correct };
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
function notANumberUnlessFinite(weights: readonly tf.LayerVariable[]): tf.Tensor {
  return tf.mul(tf.addN(weights.map((weight) => tf.sum(weight.read()))), 0);
}
