import * as tf from '@tensorflow/tfjs';

/** Work that an engine does as a whole where it can: the program is made when it is first asked for. */
export class CompiledGraph {
  readonly #createExamples: () => readonly [CapturedWork, CapturedWork?];
  /** Undefined until it is asked for, null where there is none. */
  #program: GraphExecutable | null | undefined;

  /** @param createExamples - what the program is made of; called once, in a `tf.tidy` */
  constructor(createExamples: () => readonly [CapturedWork, CapturedWork?]) {
    this.#createExamples = createExamples;
  }

  /**
   * Runs on the engine in use, which has to be the same each time. The outputs belong to the scope of the caller.
   * @param readInputs - not called where there is no program, so that other engines make no tensors for it
   * @returns undefined where the engine has no program for it
   */
  run(readInputs: () => readonly tf.TensorInfo[]): tf.Tensor[] | undefined {
    if (this.#program === undefined) {
      const compile = graphCompilers.get(tf.getBackend());
      this.#program = null;
      if (compile !== undefined) tf.tidy(() => void (this.#program = compile(...this.#createExamples()) ?? null));
    }
    return this.#program?.run(readInputs());
  }

  dispose(): void {
    this.#program?.dispose();
    this.#program = null;
  }
}

/** Tensor work that an engine does as a whole. */
export interface GraphExecutable {
  /** @returns the outputs, in the scope of the caller */
  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[];
  dispose(): void;
}

/** Work that runs the same kernels whatever the numbers are, done once, kernel by kernel. */
export interface CapturedWork {
  /** What may be others when the program runs; all else that the work reads is constant. */
  readonly inputs: readonly tf.TensorInfo[];
  /** @returns the outputs, which kernels make */
  readonly work: () => readonly tf.TensorInfo[];
}

/**
 * Makes a program of work.
 * @param example - the program takes inputs of the same shapes
 * @param another - with inputs of other lengths, where the program shall take any length along the axes that differ
 * @returns undefined where the engine makes no program of it
 */
export type GraphCompiler = (example: CapturedWork, another?: CapturedWork) => GraphExecutable | undefined;

/** Those of the engines that have one, by the engine's name. */
export const graphCompilers = new Map<string, GraphCompiler>();
