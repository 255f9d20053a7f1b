import * as tf from '@tensorflow/tfjs';
import { graphCompilers } from '../../graphs/CompiledGraph';
import { KernelReplay } from '../../graphs/KernelReplay';
import type { Batch } from '../batches/createBatch';
import { type Loss, sumLoss } from '../losses';
import type { TrainableNetwork } from './TrainableNetwork';
import type { Measurement } from './normalization';
import { flattenTensors, type WeightGroup } from './weightGroups';

/** The outcome of a step, still on the backend; both are scalars that the caller disposes. */
export interface StepOutcome extends tf.TensorContainerObject {
  /** Mean loss of the batch before the update; NaN if the update leaves a weight that is not finite. */
  loss: tf.Scalar;
  /** Number of samples whose highest logit is at their highest target. */
  correct: tf.Scalar;
}

/** Loss and gradients of a batch; of a shard, its addends to those of the batch. */
export interface Gradients extends StepOutcome {
  /** For each weight group the gradient of the loss, flat. */
  gradients: tf.Tensor1D[];
}

/**
 * Runs the forward and backward pass of a batch.
 * @param images - [batch, height, width, channels]
 * @param targets - [batch, labels]
 * @param batchSize - samples of the whole batch, by which the loss is divided, so that the results of its shards add up
 */
export function computeGradients(
  network: TrainableNetwork,
  groups: readonly WeightGroup[],
  lossOfSamples: Loss,
  images: tf.Tensor4D,
  targets: tf.Tensor2D,
  batchSize: number,
): Gradients {
  let logits: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(
    () => {
      const output = network.logits(images);
      const mean = tf.mul<tf.Scalar>(sumLoss(lossOfSamples, output, targets), 1 / batchSize);
      // Kept last, because an own loss can throw.
      logits = tf.keep(output);
      return mean;
    },
    network.trainable.map((weight) => weight.read() as tf.Variable),
  );
  const hits = tf.equal(tf.argMax(logits!, 1), tf.argMax(targets, 1));
  const correct = tf.sum<tf.Scalar>(tf.cast(hits, 'float32'));
  logits!.dispose();
  const gradients = groups.map((group) =>
    flattenTensors(group.weights.map((weight) => grads[(weight.read() as tf.Variable).name]!)),
  );
  return { loss, correct, gradients };
}

/** Images of the examples from which a graph for larger batches is compiled. */
const EXAMPLE_SIZES = [2, 3, 4] as const;

/** A step that has not run yet. */
interface PreparedStep {
  readonly inputs: readonly tf.Tensor[];
  readonly work: () => Gradients;
}

/** The captured forward and backward pass for one batch size. */
interface CapturedStep {
  readonly kernels: KernelReplay;
  /** The running statistics that the network measures, in order. */
  readonly measurements: readonly Omit<Measurement, 'value'>[];
}

/**
 * Computes the gradients of each step. The first step of a batch size runs in tfjs and is captured; later ones replay its
 * kernels, if the network is capturable. If the engine compiles the kernels to a graph, all steps run it, the first one too.
 */
export class GradientReplay {
  readonly #network: TrainableNetwork;
  readonly #groups: readonly WeightGroup[];
  readonly #loss: Loss;
  readonly #inputShape: readonly [height: number, width: number, channels: number];
  /** The key is `shard size of batch size`: the loss is divided by the latter. */
  readonly #captured = new Map<string, CapturedStep>();

  constructor(
    network: TrainableNetwork,
    groups: readonly WeightGroup[],
    loss: Loss,
    inputShape: readonly [number, number, number],
  ) {
    this.#network = network;
    this.#groups = groups;
    this.#loss = loss;
    this.#inputShape = inputShape;
  }

  /**
   * Computes loss and gradients, and updates the running statistics. Call it in `tf.tidy`.
   * @param shard - a whole batch, or a worker's shard of one
   * @param step - from 1; seeds dropout
   * @param batchSize - samples of the whole batch
   */
  compute(shard: Batch, step: number, batchSize = shard.size): Gradients {
    const key = `${shard.size} of ${batchSize}`;
    const canCapture = this.#network.isCapturable && this.#loss.replayable === true;
    if (canCapture && !this.#captured.has(key)) this.#captureScaled(key, shard, step, batchSize);
    const { inputs, work } = this.#prepare(shard, step, batchSize);
    const captured = this.#captured.get(key);
    const gradients =
      captured !== undefined ? this.#replay(captured, inputs) : canCapture ? this.#capture(key, inputs, work) : work();
    this.#network.statistics.update();
    return gradients;
  }

  /**
   * Runs one deferred kernel of the current step, while the worker waits in an all-reduce.
   * @returns false if there was none
   */
  advance(): boolean {
    return [...this.#captured.values()].some(({ kernels }) => kernels.advance());
  }

  dispose(): void {
    for (const { kernels } of this.#captured.values()) kernels.dispose();
    this.#captured.clear();
  }

  /** The inputs of a step, and its work on them. */
  #prepare({ size, images: pixels, targets: given }: Batch, step: number, batchSize: number): PreparedStep {
    const images = tf.tensor4d(pixels, [size, ...this.#inputShape]);
    const targets = tf.tensor2d(given, [size, given.length / size]);
    return {
      inputs: [images, targets, ...this.#network.drawNoise(step, size)],
      work: () => computeGradients(this.#network, this.#groups, this.#loss, images, targets, batchSize),
    };
  }

  /**
   * Captures the first images of the shard and compiles a graph for its size, where the engine can. The tape of tfjs holds all tensors of a
   * pass until its end, and TensorFlow keeps the memory: of a whole batch that is more than the graph takes.
   */
  #captureScaled(key: string, { size, images, targets }: Batch, step: number, batchSize: number): void {
    if (!graphCompilers.has(tf.getBackend()) || size <= EXAMPLE_SIZES.at(-1)!) return;
    tf.tidy(() => {
      const examples = EXAMPLE_SIZES.map((count) => {
        const firstOf = (values: Float32Array): Float32Array => values.subarray(0, (count * values.length) / size);
        const example = { size: count, images: firstOf(images), targets: firstOf(targets) };
        return () => this.#prepare(example, step, batchSize);
      });
      const kernels = KernelReplay.compileScaled(examples, size, this.#outputsOf);
      if (kernels !== undefined) this.#captured.set(key, { kernels, measurements: this.#describeMeasurements() });
    });
    this.#network.statistics.clear();
  }

  readonly #outputsOf = ({ loss, correct, gradients }: Gradients): readonly tf.Tensor[] => [
    loss,
    correct,
    ...this.#network.statistics.measurements.map(({ value }) => value),
    ...gradients,
  ];

  #describeMeasurements(): CapturedStep['measurements'] {
    return this.#network.statistics.measurements.map(({ statistic, momentum }) => ({ statistic, momentum }));
  }

  #capture(key: string, inputs: readonly tf.Tensor[], work: () => Gradients): Gradients {
    const { result, replay: kernels } = KernelReplay.capture(inputs, work, this.#outputsOf);
    const captured = { kernels, measurements: this.#describeMeasurements() };
    this.#captured.set(key, captured);
    if (!kernels.isCompiled) return result;
    // The graph rounds differently from tfjs. Each run captures the first step that it makes; a resumed run captures a later one,
    // and both must give the same numbers.
    tf.dispose([result.loss, result.correct, ...result.gradients]);
    return this.#replay(captured, inputs);
  }

  #replay({ kernels, measurements }: CapturedStep, inputs: readonly tf.Tensor[]): Gradients {
    const { statistics } = this.#network;
    const [loss, correct, ...rest] = kernels.run(inputs) as [tf.Scalar, tf.Scalar, ...tf.Tensor1D[]];
    statistics.clear();
    measurements.forEach(({ statistic, momentum }, index) => statistics.measure(statistic, rest[index]!, momentum));
    return { loss, correct, gradients: rest.slice(measurements.length) };
  }
}
