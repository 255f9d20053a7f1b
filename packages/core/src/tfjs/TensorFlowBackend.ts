import * as tf from '@tensorflow/tfjs';

/** One attribute of a TensorFlow operation. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Describes a tensor that the binding made. */
interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's number of the type. */
  readonly dtype: number;
}

/** The inside of tfjs-node's backend object, which runs any operation that TensorFlow has. */
export interface TensorFlowBackend extends tf.KernelBackend {
  /** True for the package tfjs-node-gpu, whether or not it uses a GPU. */
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    /** As `2.19.1`. */
    readonly TF_Version: string;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    /** @returns the binding's id of the model */
    loadSavedModel(folder: string, tags: string): number;
    runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): OutputMetadata[];
    deleteSavedModel(model: number): void;
  };
  /** Shape and type of each tensor; types by TensorFlow's numbers. */
  readonly tensorMap: { get(dataId: tf.DataId): { readonly shape: number[]; readonly dtype: number } };
  /** The binding's ids of tensors. Tensors whose values are still in JavaScript are passed to TensorFlow first. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(metadata: OutputMetadata): tf.Tensor;
  readSync(dataId: tf.DataId): Float32Array | Int32Array | Uint8Array;
  executeSingleOutput(
    operation: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  executeMultipleOutputs(
    operation: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** The instance of the current engine, which must be that of tfjs-node. */
export const currentTensorFlowBackend = (): TensorFlowBackend => tf.backend() as TensorFlowBackend;

/** The instance that was started in this process, from either of the two packages. */
export const findTensorFlowBackend = (): TensorFlowBackend | undefined =>
  (tf.engine().registry as Readonly<Record<string, tf.KernelBackend | undefined>>).tensorflow as
    TensorFlowBackend | undefined;

/** Receives the operations that TensorFlow runs. */
export interface OperationListener {
  /** An operation ran. */
  readonly onOperation: (
    operation: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: readonly tf.Tensor[],
  ) => void;
  /** JavaScript reads the values of a tensor. */
  readonly onRead: (dataId: tf.DataId) => void;
}

/**
 * Notifies a listener of every operation that the work runs. Kernels of tfjs-node run operations through methods of the backend,
 * which are replaced for the duration of the work.
 */
export function listenToOperations<Result>(
  backend: TensorFlowBackend,
  { onOperation, onRead }: OperationListener,
  work: () => Result,
): Result {
  const single = backend.executeSingleOutput.bind(backend);
  const multiple = backend.executeMultipleOutputs.bind(backend);
  const readSync = backend.readSync.bind(backend);
  backend.executeSingleOutput = (operation, attributes, inputs) => {
    const output = single(operation, attributes, inputs);
    onOperation(operation, attributes, inputs, [output]);
    return output;
  };
  backend.executeMultipleOutputs = (operation, attributes, inputs, count) => {
    const outputs = multiple(operation, attributes, inputs, count);
    onOperation(operation, attributes, inputs, outputs);
    return outputs;
  };
  backend.readSync = (dataId) => {
    onRead(dataId);
    return readSync(dataId);
  };
  try {
    return work();
  } finally {
    // The replacements are own properties; without them the methods of the class apply again.
    for (const method of ['executeSingleOutput', 'executeMultipleOutputs', 'readSync'])
      Reflect.deleteProperty(backend, method);
  }
}
