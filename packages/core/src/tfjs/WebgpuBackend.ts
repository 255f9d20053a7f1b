import type * as tf from '@tensorflow/tfjs';

/** A shader as tfjs-backend-webgpu takes it: it declares the bindings, the uniforms and the entry point around the code. */
export interface WebgpuProgram {
  /** The inputs' names: `x` is read by `getX(...)`. */
  readonly variableNames: readonly string[];
  /** Numbers that a read of each input gives: 1, or 4 as a `vec4`. */
  readonly variableComponents: readonly number[];
  /** Declarations of what is passed as {@link Uniform}s, each followed by a comma. */
  readonly uniforms: string;
  readonly outputShape: readonly number[];
  /** Numbers that a write gives: 1, or 4 as a `vec4`. */
  readonly outputComponent: number;
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  /** Workgroups along each axis. */
  readonly dispatch: readonly [number, number, number];
  /** Tells programs of different code apart; shapes and numbers of components are added to it. */
  readonly shaderKey: string;
  /** WGSL with a function `main`. */
  getUserCode(): string;
}

/** Numbers that are passed to a program, in the order of its declarations. */
interface Uniform {
  readonly type: 'int32' | 'float32';
  readonly data: readonly number[];
}

/** Whole numbers for a program. */
export const whole = (...data: readonly number[]): Uniform => ({ type: 'int32', data });

/** A number for a program. */
export const real = (value: number): Uniform => ({ type: 'float32', data: [value] });

/** The inside of tfjs-backend-webgpu's backend object; reading its typings would load all of it. */
export interface WebgpuBackend {
  readonly device: GPUDevice;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms: readonly Uniform[],
  ): tf.TensorInfo;
  /** Adds one reference to the data. */
  incRef(dataId: tf.TensorInfo['dataId']): void;
  /** Drops one reference, and the data with the last. */
  disposeData(dataId: tf.TensorInfo['dataId']): boolean;
}

/** The GPU that the engine runs on. */
export const deviceOf = (instance: tf.KernelBackend): GPUDevice => (instance as unknown as WebgpuBackend).device;

/** Threads that keep a GPU busy while each of them waits for memory. */
export const BUSY_THREADS = 65_536;

/** Threads of a workgroup in programs that number their threads along one axis. */
const THREADS = 64;

/** How such a program is laid out. @param threads - how many of them have work */
export function layThreads(threads: number): Pick<WebgpuProgram, 'workgroupSize' | 'dispatchLayout' | 'dispatch'> {
  // A new object each time: the backend replaces the numbers where they are more than a GPU takes along one axis.
  return { workgroupSize: [THREADS, 1, 1], dispatchLayout: { x: [0] }, dispatch: [Math.ceil(threads / THREADS), 1, 1] };
}
