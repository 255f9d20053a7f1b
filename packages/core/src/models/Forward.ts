import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import { type ForwardProgram, loadProgramCompiler, type ProgramCompiler } from '../graphs/ForwardProgram';
import { isCapturableInPrediction } from '../tfjs/layers';

/** Batch sizes of the two captures; two different ones, so that the graph is compiled for any batch size. */
const EXAMPLE_COUNTS = [2, 3] as const;

/** The forward pass of a network: as a program or a graph where the engine compiles it, otherwise layer by layer. */
export class Forward {
  readonly #network: tf.LayersModel;
  readonly #graph: CompiledGraph;
  readonly #compile: ProgramCompiler | undefined;
  /** Undefined before the first run, null if the engine cannot compile the network. */
  #program: ForwardProgram | null | undefined;

  private constructor(network: tf.LayersModel, compile: ProgramCompiler | undefined) {
    this.#network = network;
    this.#graph = new CompiledGraph(() => [this.#capture(EXAMPLE_COUNTS[0]), this.#capture(EXAMPLE_COUNTS[1])]);
    this.#compile = compile;
  }

  /** Loads the compiler of the engine in use, on which the network runs. */
  static async open(network: tf.LayersModel): Promise<Forward> {
    return new Forward(network, await loadProgramCompiler());
  }

  /**
   * Runs on the current engine, with the current weights.
   * @param pixels - batch x height x width x channels
   * @returns probabilities, batch x labels
   */
  async run(pixels: Float32Array, shape: readonly [number, number, number, number]): Promise<Float32Array> {
    // Checked on each run, because a user may have replaced the call of a layer since.
    const isCapturable = this.#network.layers.every(isCapturableInPrediction);
    if (isCapturable && this.#compile !== undefined) {
      if (this.#program === undefined) {
        const [, height, width, channels] = shape;
        const example = [EXAMPLE_COUNTS[0], height, width, channels] as const;
        this.#program = this.#compile(example, (images) => [this.#runLayers(images)]);
      }
      const outputs = this.#program?.run(pixels, shape);
      if (outputs !== undefined) return outputs[0]!;
    }
    const [count, ...size] = shape;
    const output = tf.tidy(() => {
      // One image runs twice: oneDNN, which TensorFlow uses, takes 42 ms for a batch of one on some processors, and 5 ms for a batch of two.
      const readImages = (): tf.Tensor4D =>
        count === 1 ? tf.tensor4d(repeatTwice(pixels), [2, ...size]) : tf.tensor4d(pixels, [...shape]);
      const outputs = isCapturable ? this.#graph.run(() => [readImages(), ...this.#readWeights()]) : undefined;
      return outputs?.[0] ?? this.#runLayers(tf.tensor4d(pixels, [...shape]));
    });
    try {
      const values = await output.data<'float32'>();
      return count < output.shape[0] ? values.slice(0, values.length / 2) : values;
    } finally {
      output.dispose();
    }
  }

  dispose(): void {
    this.#program?.dispose();
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

function repeatTwice(pixels: Float32Array): Float32Array {
  const twice = new Float32Array(2 * pixels.length);
  twice.set(pixels);
  twice.set(pixels, pixels.length);
  return twice;
}
