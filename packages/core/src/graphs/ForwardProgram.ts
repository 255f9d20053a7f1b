import * as tf from '@tensorflow/tfjs';

/** A forward pass as a program that takes and gives numbers, without tensors. */
export interface ForwardProgram {
  /**
   * Runs with the present numbers of the weights.
   * @param shape - of the input, with the batch in front
   * @returns the outputs
   */
  run(input: Float32Array, shape: readonly number[]): Float32Array[];
  dispose(): void;
}

/**
 * Compiles a forward pass, in the engine in use.
 * @param shape - of an example of the input, with the batch in front
 * @param work - returns the outputs for an input, each of them the output of a kernel; variables and constants that it reads are weights
 * @returns null if the engine cannot compile the work
 */
export type ProgramCompiler = (
  shape: readonly [number, number, number, number],
  work: (input: tf.Tensor4D) => readonly tf.Tensor[],
) => ForwardProgram | null;

/** Loads the program compiler of an engine, by engine name; an engine adds its own when it starts. */
export const programCompilers = new Map<string, () => Promise<ProgramCompiler>>();

/** Loads the program compiler of the engine in use. @returns undefined if it has none */
export const loadProgramCompiler = async (): Promise<ProgramCompiler | undefined> =>
  programCompilers.get(tf.getBackend())?.();
