import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import { isCapturableInPrediction } from '../tfjs/layers';

/** Batch sizes of the two captures; two different ones, so that the graph is compiled for any batch size. */
const EXAMPLE_COUNTS = [2, 3] as const;

/** The forward pass of a network: as a compiled graph where the engine compiles it, otherwise layer by layer. */
export class Forward {
  readonly #network: tf.LayersModel;
  readonly #graph: CompiledGraph;

  constructor(network: tf.LayersModel) {
    this.#network = network;
    this.#graph = new CompiledGraph(() => [this.#capture(EXAMPLE_COUNTS[0]), this.#capture(EXAMPLE_COUNTS[1])]);
  }

  /**
   * Runs on the current engine, with the current weights.
   * @param images - [batch, height, width, channels]
   * @returns probabilities, [batch, labels]
   */
  run(images: tf.Tensor4D): tf.Tensor {
    // Checked on each run, because a user may have replaced the call of a layer since.
    const isCapturable = this.#network.layers.every(isCapturableInPrediction);
    const outputs = isCapturable ? this.#graph.run(() => [images, ...this.#readWeights()]) : undefined;
    return outputs?.[0] ?? this.#runLayers(images);
  }

  dispose(): void {
    this.#graph.dispose();
  }

  #capture(count: number): CapturedWork {
    const [, ...shape] = this.#network.inputs[0]!.shape as [null, number, number, number];
    const images = tf.zeros<tf.Rank.R4>([count, ...shape]);
    return { inputs: [images, ...this.#readWeights()], work: () => [this.#runLayers(images)] };
  }

  #runLayers(images: tf.Tensor4D): tf.Tensor {
    return this.#network.apply(images, { training: false }) as tf.Tensor;
  }

  #readWeights(): tf.Tensor[] {
    return this.#network.weights.map((weight) => weight.read());
  }
}
