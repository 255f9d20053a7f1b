import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import { type ForwardProgram, loadProgramCompiler, type ProgramCompiler } from '../graphs/ForwardProgram';
import { readPackaged } from '../packagedFiles';
import type { Engine } from '../tfjs/Engine';
import { topology, weights, weightSpecs } from './blazeFace.generated';

/** The network's outputs: scores and boxes at stride 16, then scores and boxes at stride 32. */
const OUTPUTS = ['Identity:0', 'Identity_2:0', 'Identity_1:0', 'Identity_3:0'];

/** Heights and widths of two example inputs. Comparing them, the graph compiler makes one graph for inputs of any size. */
const EXAMPLES = [
  [64, 96],
  [128, 160],
] as const;

/** The BlazeFace network on one backend: a program or a graph where the backend has a compiler, layer by layer elsewhere. */
export class BlazeFace {
  readonly #engine: Engine;
  readonly #network: tf.GraphModel<tf.io.IOHandlerSync>;
  readonly #compiled: CompiledGraph;
  #loading: Promise<ProgramCompiler | undefined> | undefined;
  /** Undefined before the first run, null if the engine has no program. */
  #program: ForwardProgram | null | undefined;

  private constructor(engine: Engine, network: tf.GraphModel<tf.io.IOHandlerSync>) {
    this.#engine = engine;
    this.#network = network;
    this.#compiled = new CompiledGraph(() => [this.#createExample(EXAMPLES[0]), this.#createExample(EXAMPLES[1])]);
  }

  /** Builds the network, whose weights come with the package. */
  static async open(engine: Engine): Promise<BlazeFace> {
    return new BlazeFace(engine, await buildBlazeFace(engine));
  }

  /** Loads the compiler of the engine, which has to be the current one. */
  async prepare(): Promise<void> {
    if (this.#program !== undefined) return;
    this.#loading ??= loadProgramCompiler();
    const compile = await this.#loading;
    this.#engine.use();
    this.#program ??= compile?.([1, ...EXAMPLES[0], 3], (input) => this.#runLayers(input)) ?? null;
  }

  /**
   * Runs after {@link BlazeFace.prepare}.
   * @param pixels - height x width x 3 numbers in [-1, 1]
   * @param height - a multiple of 32, as the width
   * @returns scores and boxes at stride 16, then scores and boxes at stride 32
   */
  async run(pixels: Float32Array, height: number, width: number): Promise<Float32Array[]> {
    const shape: [number, number, number, number] = [1, height, width, 3];
    const numbers = this.#program?.run(pixels, shape);
    if (numbers !== undefined) return numbers;
    const outputs = this.#engine.run(() => {
      const input = tf.tensor4d(pixels, shape);
      return this.#compiled.run(() => [input]) ?? this.#runLayers(input);
    });
    try {
      return await Promise.all(outputs.map((output) => output.data<'float32'>()));
    } finally {
      for (const output of outputs) output.dispose();
    }
  }

  dispose(): void {
    this.#program?.dispose();
    this.#compiled.dispose();
    this.#network.dispose();
  }

  #createExample([height, width]: readonly [number, number]): CapturedWork {
    const input = tf.zeros<tf.Rank.R4>([1, height, width, 3]);
    return { inputs: [input], work: () => this.#runLayers(input) };
  }

  #runLayers(input: tf.Tensor4D): tf.Tensor[] {
    return this.#network.execute(input, OUTPUTS) as tf.Tensor[];
  }
}

/**
 * Builds the network on an engine: BlazeFace, "back" model (V. Bazarevsky et al., 2019,
 * https://arxiv.org/abs/1907.05047), from RGB in [-1, 1] of any size to the outputs `Identity:0` to `Identity_3:0`.
 */
export async function buildBlazeFace(engine: Engine): Promise<tf.GraphModel<tf.io.IOHandlerSync>> {
  const weightData = (await readPackaged('detector', weights)).buffer;
  engine.use();
  // The asynchronous loader could create the weights on another engine that became current meanwhile.
  return tf.loadGraphModelSync({
    modelTopology: JSON.parse(topology) as object,
    weightSpecs: JSON.parse(weightSpecs) as tf.io.WeightsManifestEntry[],
    weightData,
  });
}
