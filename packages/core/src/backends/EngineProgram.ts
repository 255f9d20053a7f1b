import * as tf from '@tensorflow/tfjs';
import { kernelCompilers, type KernelExample, type KernelProgram } from './kernelCompilers';

/** Work that an engine does as a whole where it can: the program is made when it is first asked for. */
export class EngineProgram {
  readonly #createExamples: () => readonly [KernelExample, KernelExample?];
  /** Undefined until it is asked for, null where there is none. */
  #program: KernelProgram | null | undefined;

  /** @param createExamples - what the program is made of; called once, in a `tf.tidy` */
  constructor(createExamples: () => readonly [KernelExample, KernelExample?]) {
    this.#createExamples = createExamples;
  }

  /**
   * Runs on the engine in use, which has to be the same each time. The outputs belong to the scope of the caller.
   * @param readInputs - not called where there is no program, so that other engines make no tensors for it
   * @returns undefined where the engine has no program for it
   */
  run(readInputs: () => readonly tf.TensorInfo[]): tf.Tensor[] | undefined {
    if (this.#program === undefined) {
      const compile = kernelCompilers.get(tf.getBackend());
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
