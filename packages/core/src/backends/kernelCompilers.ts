import type * as tf from '@tensorflow/tfjs';

/** Tensor work that an engine does as a whole. */
export interface KernelProgram {
  /** @returns the outputs, in the scope of the caller */
  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[];
  dispose(): void;
}

/**
 * Makes a program of work that runs the same kernels whatever the numbers are.
 * @param inputs - what will be others of the same shapes and types when the program runs; all else that the work reads is constant
 * @param work - does it once, kernel by kernel; its outputs are made by kernels
 * @returns undefined where the engine makes no program of it
 */
export type KernelCompiler = (
  inputs: readonly tf.TensorInfo[],
  work: (inputs: readonly tf.TensorInfo[]) => readonly tf.TensorInfo[],
) => KernelProgram | undefined;

/** Those of the engines that have one, by the engine's name. */
export const kernelCompilers = new Map<string, KernelCompiler>();
