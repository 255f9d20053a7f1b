import * as tf from '@tensorflow/tfjs';

/** A compute shader for tfjs-backend-webgpu, which adds bindings, uniforms and the entry point to the code. */
export interface WebgpuProgram {
  /** Names of the inputs: `x` is read by `getX(...)`. */
  readonly variableNames: readonly string[];
  /** Numbers per read of each input: 1, or 4 for a `vec4`. */
  readonly variableComponents: readonly number[];
  /** Declarations of the {@link Uniform}s, each followed by a comma. */
  readonly uniforms: string;
  readonly outputShape: readonly number[];
  /** Numbers per write: 1, or 4 for a `vec4`. */
  readonly outputComponent: number;
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  /** Number of workgroups along each axis. */
  readonly dispatch: readonly [number, number, number];
  /** Cache key, unique for the code. tfjs adds shapes and numbers of components. */
  readonly shaderKey: string;
  /** WGSL with a function `main`. */
  getUserCode(): string;
}

/** Uniform values of a program, in the order of its declarations. */
export interface Uniform {
  readonly type: 'int32' | 'float32';
  readonly data: readonly number[];
}

/** Integer uniforms. */
export const int32 = (...data: readonly number[]): Uniform => ({ type: 'int32', data });

/** A float uniform. */
export const float32 = (value: number): Uniform => ({ type: 'float32', data: [value] });

/** Internals of tfjs-backend-webgpu's backend. Declared here, because its typings would require the whole package. */
export interface WebgpuBackend {
  readonly device: GPUDevice;
  /** Where the data of tensors are. */
  readonly tensorMap: { get(dataId: tf.TensorInfo['dataId']): { readonly resource?: unknown } | undefined };
  /** Data that the commands which are not submitted yet use. */
  readonly commandQueueOwnedIds: Pick<WeakSet<tf.TensorInfo['dataId']>, 'delete'>;
  /** Set after {@link WebgpuBackend.ensureCommandEncoderReady}. */
  readonly commandEncoder: GPUCommandEncoder | null;
  /** The pass of dispatches that is open. */
  computePassEncoder: GPUComputePassEncoder | null;
  /** Dispatches since the last submission. */
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  /** Ends the pass of dispatches that is open, if one is. */
  endComputePassEncoder(): void;
  /** Gives a tensor its buffer. */
  uploadToGPU(dataId: tf.TensorInfo['dataId']): void;
  /** The buffer is freed when the recorded commands are submitted. */
  makeUniforms(uniforms: readonly Uniform[]): GPUBufferBinding;
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms: readonly Uniform[],
  ): tf.TensorInfo;
  /** Adds one reference to the data. */
  incRef(dataId: tf.TensorInfo['dataId']): void;
  /** Drops one reference, and the data with the last. */
  disposeData(dataId: tf.TensorInfo['dataId'], force?: boolean): boolean;
}

/** The GPU device of a backend. */
export const deviceOf = (instance: tf.KernelBackend): GPUDevice => (instance as unknown as WebgpuBackend).device;

/** The buffer of a tensor, whose numbers are uploaded first if they are not on the GPU yet. */
export function bufferOf(backend: WebgpuBackend, { dataId }: tf.TensorInfo): GPUBuffer {
  backend.uploadToGPU(dataId);
  return backend.tensorMap.get(dataId)!.resource as GPUBuffer;
}

/** The most dispatches of one submission: above those of a training step, and few enough that their uniforms take no memory to speak of. */
const SUBMISSION_DISPATCHES = 2000;

/**
 * Lets the backend record a whole training step before it submits it, in the memory of a few tensors: the buffer of a tensor is free for the
 * next one as soon as the tensor is disposed of. Stock tfjs frees buffers when it submits, and so submits after 15 dispatches. The commands of
 * a submission run in their order, and an upload to a buffer that was used before is one of them.
 */
export function reuseBuffersBeforeSubmission(instance: tf.KernelBackend): void {
  const backend = instance as unknown as WebgpuBackend;
  if (reusing.has(backend)) return;
  reusing.add(backend);
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', SUBMISSION_DISPATCHES);
  const stock = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    // Textures of video frames are written outside of the recorded commands.
    if (backend.tensorMap.get(dataId)?.resource instanceof GPUBuffer) backend.commandQueueOwnedIds.delete(dataId);
    return stock(dataId, force);
  };
}

const reusing = new WeakSet<WebgpuBackend>();

/** Number of threads that keep a GPU busy in spite of memory latency. */
export const BUSY_THREADS = 65_536;

/** Workgroup size of programs with one axis of threads. */
export const THREADS = 64;

/** Layout of a program with one axis of threads. @param threads - number of threads with work */
export function layoutThreads(threads: number): Pick<WebgpuProgram, 'workgroupSize' | 'dispatchLayout' | 'dispatch'> {
  // A new object each time: tfjs changes the dispatch if it exceeds the GPU's limit along one axis.
  return { workgroupSize: [THREADS, 1, 1], dispatchLayout: { x: [0] }, dispatch: [Math.ceil(threads / THREADS), 1, 1] };
}
