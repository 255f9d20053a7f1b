import type * as tf from '@tensorflow/tfjs';

/** One attribute of a TensorFlow operation. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
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
  };
  executeMultipleOutputs(
    operation: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** The attribute that says that numbers are of 32 bits. */
export const floatType = ({ binding }: TensorFlowBackend, name: string): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});

/** The attribute that says that axes or a shape are of 32-bit integers. */
export const integerType = ({ binding }: TensorFlowBackend, name: string): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_INT32,
});
