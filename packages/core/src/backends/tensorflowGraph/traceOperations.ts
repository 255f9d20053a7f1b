import type * as tf from '@tensorflow/tfjs';
import type { OpAttribute, TensorFlowBackend } from '../tensorflowKernels/TensorFlowBackend';

/** One operation that TensorFlow ran. */
export interface TracedOperation {
  readonly operation: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly tf.DataId[];
  readonly outputs: readonly tf.DataId[];
}

/** Work as the operations of TensorFlow that it was. */
export interface OperationTrace {
  readonly operations: readonly TracedOperation[];
  /** What they read that none of them made and that is no input. */
  readonly constants: ReadonlyMap<tf.DataId, TracedConstant>;
  readonly outputs: readonly tf.DataId[];
  /** Whether the work looked at numbers that operations had made: with others it may take another way. */
  readonly looksAtNumbers: boolean;
}

/** Numbers that do not come from outside, such as axes and shapes. */
export interface TracedConstant {
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  /** TensorFlow's number of the type. */
  readonly type: number;
}

const traced = new WeakSet<TensorFlowBackend>();

/** Whether operations are being written down. What a kernel works out in JavaScript meanwhile, a graph would not see. */
export const isTracing = (backend: TensorFlowBackend): boolean => traced.has(backend);

/** Does some work, and writes down which operations TensorFlow runs for it, in their order. */
export function traceOperations(
  backend: TensorFlowBackend,
  inputs: readonly tf.TensorInfo[],
  work: () => readonly tf.TensorInfo[],
): OperationTrace {
  const operations: TracedOperation[] = [];
  const constants = new Map<tf.DataId, TracedConstant>();
  const computed = new Set(inputs.map(({ dataId }) => dataId));
  let looksAtNumbers = false;

  const single = backend.executeSingleOutput.bind(backend);
  const multiple = backend.executeMultipleOutputs.bind(backend);
  const readSync = backend.readSync.bind(backend);
  const note = (
    operation: string,
    attributes: readonly OpAttribute[],
    given: readonly tf.TensorInfo[],
    made: readonly tf.Tensor[],
  ): void => {
    for (const { dataId } of given) {
      if (computed.has(dataId) || constants.has(dataId)) continue;
      const { shape, dtype: type } = backend.tensorMap.get(dataId);
      constants.set(dataId, { values: readSync(dataId), shape, type });
    }
    const [read, outputs] = [given, made].map((tensors) => tensors.map(({ dataId }) => dataId)) as [object[], object[]];
    for (const dataId of outputs) computed.add(dataId);
    operations.push({ operation, attributes, inputs: read, outputs });
  };
  backend.executeSingleOutput = (operation, attributes, given) => {
    const made = single(operation, attributes, given);
    note(operation, attributes, given, [made]);
    return made;
  };
  backend.executeMultipleOutputs = (operation, attributes, given, count) => {
    const made = multiple(operation, attributes, given, count);
    note(operation, attributes, given, made);
    return made;
  };
  backend.readSync = (dataId) => {
    looksAtNumbers ||= computed.has(dataId);
    return readSync(dataId);
  };
  traced.add(backend);
  try {
    const outputs = work().map(({ dataId }) => dataId);
    return { operations, constants, outputs, looksAtNumbers };
  } finally {
    traced.delete(backend);
    // Uncovers the methods of its class.
    for (const method of ['executeSingleOutput', 'executeMultipleOutputs', 'readSync'])
      Reflect.deleteProperty(backend, method);
  }
}
