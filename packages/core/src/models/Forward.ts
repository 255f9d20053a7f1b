import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import { isCapturableInPrediction } from '../tfjs/layers';

/** Images in the examples of which a program for any number is made. */
const EXAMPLES = [2, 3] as const;

/** Runs images through a network: by a program of the engine where it makes one, layer by layer otherwise. */
export class Forward {
  readonly #network: tf.LayersModel;
  readonly #program: CompiledGraph;

  constructor(network: tf.LayersModel) {
    this.#network = network;
    this.#program = new CompiledGraph(() => [this.#createExample(EXAMPLES[0]), this.#createExample(EXAMPLES[1])]);
  }

  /**
   * Runs on the engine in use, with the weights of now.
   * @param images - [any number, height, width, channels]
   * @returns what the network says of each
   */
  run(images: tf.Tensor4D): tf.Tensor {
    // Somebody may have put something of their own into a layer since.
    const isCapturable = this.#network.layers.every(isCapturableInPrediction);
    const outputs = isCapturable ? this.#program.run(() => [images, ...this.#readWeights()]) : undefined;
    return outputs?.[0] ?? this.#runLayers(images);
  }

  dispose(): void {
    this.#program.dispose();
  }

  #createExample(count: number): CapturedWork {
    const [, ...image] = this.#network.inputs[0]!.shape as [null, number, number, number];
    const images = tf.zeros<tf.Rank.R4>([count, ...image]);
    return { inputs: [images, ...this.#readWeights()], work: () => [this.#runLayers(images)] };
  }

  #runLayers(images: tf.Tensor4D): tf.Tensor {
    return this.#network.apply(images, { training: false }) as tf.Tensor;
  }

  #readWeights(): tf.Tensor[] {
    return this.#network.weights.map((weight) => weight.read());
  }
}
