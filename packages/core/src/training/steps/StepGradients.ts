import * as tf from '@tensorflow/tfjs';
import { KernelReplay } from '../../graphs/KernelReplay';
import type { Batch } from '../batches/mixup';
import type { TrainableNetwork } from './TrainableNetwork';
import { computeGradients, type Gradients } from './computeGradients';
import type { Measured } from './normalization';
import type { WeightGroup } from './weightGroups';

/** What is done again for each batch of a size. */
interface StepPlan {
  readonly kernels: KernelReplay;
  /** Which statistics the network measures, in order. */
  readonly measured: readonly Omit<Measured, 'value'>[];
}

/**
 * The gradients of each step of a training. The first step of a size runs as tfjs runs it and is recorded; the ones after it
 * run the same kernels again, where the network is one whose steps are all alike. Where the engine makes a program of the kernels, all
 * steps run that, the first one too.
 */
export class StepGradients {
  readonly #graph: TrainableNetwork;
  readonly #groups: readonly WeightGroup[];
  readonly #inputShape: readonly [height: number, width: number, channels: number];
  /** By the size of a share and that of the batch that it is of. */
  readonly #plans = new Map<string, StepPlan>();

  constructor(graph: TrainableNetwork, groups: readonly WeightGroup[], inputShape: readonly [number, number, number]) {
    this.#graph = graph;
    this.#groups = groups;
    this.#inputShape = inputShape;
  }

  /**
   * The loss of a batch and its gradients; running statistics follow it. Runs in the caller's `tf.tidy`.
   * @param step - from 1; decides what dropout drops
   * @param samples - how many the whole batch has, where this is a share of it
   */
  compute(batch: Batch, step: number, samples = batch.size): Gradients {
    const images = tf.tensor4d(batch.images, [batch.size, ...this.#inputShape]);
    const targets = tf.tensor2d(batch.targets, [batch.size, batch.targets.length / batch.size]);
    const inputs = [images, targets, ...this.#graph.drawNoise(step, batch.size)];
    const work = (): Gradients => computeGradients(this.#graph, this.#groups, images, targets, samples);
    const size = `${batch.size} of ${samples}`;
    const plan = this.#plans.get(size);
    const gradients =
      plan !== undefined
        ? this.#repeat(plan, inputs)
        : this.#graph.isCapturable
          ? this.#record(size, inputs, work)
          : work();
    this.#graph.statistics.follow();
    return gradients;
  }

  /**
   * Does a little of the step under way that can wait until the workers who share its batch have met for the last time.
   * @returns whether there was something to do
   */
  advance(): boolean {
    return [...this.#plans.values()].some(({ kernels }) => kernels.advance());
  }

  dispose(): void {
    for (const { kernels } of this.#plans.values()) kernels.dispose();
    this.#plans.clear();
  }

  #record(size: string, inputs: readonly tf.Tensor[], work: () => Gradients): Gradients {
    const { statistics } = this.#graph;
    const { result, plan } = KernelReplay.record(inputs, work, ({ loss, correct, gradients }) => [
      loss,
      correct,
      ...statistics.measured.map(({ value }) => value),
      ...gradients,
    ]);
    const measured = statistics.measured.map(({ statistic, momentum }) => ({ statistic, momentum }));
    const step = { kernels: plan, measured };
    this.#plans.set(size, step);
    if (!plan.isCompiled) return result;
    // A run that is resumed here has recorded other steps, and must come to the same numbers.
    tf.dispose([result.loss, result.correct, ...result.gradients]);
    return this.#repeat(step, inputs);
  }

  #repeat({ kernels, measured }: StepPlan, inputs: readonly tf.Tensor[]): Gradients {
    const { statistics } = this.#graph;
    const [loss, correct, ...others] = kernels.run(inputs) as [tf.Scalar, tf.Scalar, ...tf.Tensor1D[]];
    statistics.forget();
    measured.forEach(({ statistic, momentum }, index) => statistics.measure(statistic, others[index]!, momentum));
    return { loss, correct, gradients: others.slice(measured.length) };
  }
}
