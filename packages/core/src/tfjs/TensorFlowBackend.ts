import type * as tf from '@tensorflow/tfjs';

/** One attribute of a TensorFlow operation. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** How the binding tells of a tensor that it made. */
interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's number of the type. */
  readonly dtype: number;
}

/** The part of tfjs-node's backend that runs any operation that TensorFlow has. */
export interface TensorFlowBackend extends tf.KernelBackend {
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
    /** @returns its number here */
    loadSavedModel(folder: string, tags: string): number;
    runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): OutputMetadata[];
    deleteSavedModel(model: number): void;
  };
  /** What lies where, with TensorFlow's number of the type. */
  readonly tensorMap: { get(dataId: tf.DataId): { readonly shape: number[]; readonly dtype: number } };
  /** The binding's numbers of tensors; hands over those whose numbers still lie in JavaScript. */
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
