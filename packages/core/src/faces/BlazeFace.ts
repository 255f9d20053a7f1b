import * as tf from '@tensorflow/tfjs';
import { CompiledGraph, type CapturedWork } from '../graphs/CompiledGraph';
import type { Engine } from '../tfjs/Engine';
import { topology, weights, weightSpecs } from './blazeFace.generated';

/** The network's outputs by their names in its graph, from the finer cells to the coarser ones. */
const OUTPUTS = ['Identity:0', 'Identity_2:0', 'Identity_1:0', 'Identity_3:0'];

/** Height and width of pictures in the examples of which a program for any picture is made. */
const EXAMPLES = [
  [64, 96],
  [128, 160],
] as const;

/** Runs pictures through BlazeFace: by a program of the engine where it makes one, layer by layer otherwise. */
export class BlazeFace {
  readonly #network: tf.GraphModel<tf.io.IOHandlerSync>;
  readonly #program: CompiledGraph;

  /** @param engine - is current whenever it runs */
  constructor(engine: Engine) {
    this.#network = buildBlazeFace(engine);
    this.#program = new CompiledGraph(() => [this.#createExample(EXAMPLES[0]), this.#createExample(EXAMPLES[1])]);
  }

  /**
   * @param picture - [1, height, width, 3], both multiples of 32, in [-1, 1]
   * @returns scores and boxes of cells of 16 pixels, then scores and boxes of cells of 32
   */
  run(picture: tf.Tensor4D): tf.Tensor[] {
    return this.#program.run(() => [picture]) ?? this.#runLayers(picture);
  }

  dispose(): void {
    this.#program.dispose();
    this.#network.dispose();
  }

  #createExample([height, width]: readonly [number, number]): CapturedWork {
    const picture = tf.zeros<tf.Rank.R4>([1, height, width, 3]);
    return { inputs: [picture], work: () => this.#runLayers(picture) };
  }

  #runLayers(picture: tf.Tensor4D): tf.Tensor[] {
    return this.#network.execute(picture, OUTPUTS) as tf.Tensor[];
  }
}

/**
 * Builds the network on an engine: BlazeFace, "back" model (V. Bazarevsky et al., 2019), from RGB in
 * [-1, 1] of any size to the outputs `Identity:0` to `Identity_3:0`.
 */
export function buildBlazeFace(engine: Engine): tf.GraphModel<tf.io.IOHandlerSync> {
  const weightData = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer;
  engine.use();
  // The loader that waits could find another backend current by the time it makes the weights.
  return tf.loadGraphModelSync({
    modelTopology: JSON.parse(topology) as object,
    weightSpecs: JSON.parse(weightSpecs) as tf.io.WeightsManifestEntry[],
    weightData,
  });
}
