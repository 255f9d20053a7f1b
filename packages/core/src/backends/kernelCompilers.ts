import type * as tf from '@tensorflow/tfjs';

/** Tensor work that an engine does as a whole. */
export interface KernelProgram {
  /** @returns the outputs, in the scope of the caller */
  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[];
  dispose(): void;
}

/** Work that runs the same kernels whatever the numbers are, done once, kernel by kernel. */
export interface KernelExample {
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
export type KernelCompiler = (example: KernelExample, another?: KernelExample) => KernelProgram | undefined;

/** Those of the engines that have one, by the engine's name. */
export const kernelCompilers = new Map<string, KernelCompiler>();
