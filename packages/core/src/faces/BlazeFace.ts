import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import type { Engine } from '../tfjs/Engine';
import { topology, weights, weightSpecs } from './blazeFace.generated';

/** The network's outputs: scores and boxes at stride 16, then scores and boxes at stride 32. */
const OUTPUTS = ['Identity:0', 'Identity_2:0', 'Identity_1:0', 'Identity_3:0'];

/** Heights and widths of two example inputs. Comparing them, the graph compiler makes one graph for inputs of any size. */
const EXAMPLES = [
  [64, 96],
  [128, 160],
] as const;

/** The BlazeFace network on one backend: a compiled graph if the backend has a graph compiler, layer by layer if not. */
export class BlazeFace {
  readonly #network: tf.GraphModel<tf.io.IOHandlerSync>;
  readonly #compiled: CompiledGraph;

  /** @param engine - the current engine in each call of {@link BlazeFace.run} */
  constructor(engine: Engine) {
    this.#network = buildBlazeFace(engine);
    this.#compiled = new CompiledGraph(() => [this.#createExample(EXAMPLES[0]), this.#createExample(EXAMPLES[1])]);
  }

  /**
   * @param input - [1, height, width, 3], both multiples of 32, values in [-1, 1]
   * @returns scores and boxes at stride 16, then scores and boxes at stride 32
   */
  run(input: tf.Tensor4D): tf.Tensor[] {
    return this.#compiled.run(() => [input]) ?? this.#runLayers(input);
  }

  dispose(): void {
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
export function buildBlazeFace(engine: Engine): tf.GraphModel<tf.io.IOHandlerSync> {
  const weightData = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer;
  engine.use();
  // The asynchronous loader could create the weights on another engine that became current meanwhile.
  return tf.loadGraphModelSync({
    modelTopology: JSON.parse(topology) as object,
    weightSpecs: JSON.parse(weightSpecs) as tf.io.WeightsManifestEntry[],
    weightData,
  });
}
