import * as tf from '@tensorflow/tfjs';
import { listenToOperations, type OpAttribute, type TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

/** One operation that TensorFlow ran. */
interface TracedOperation {
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

  const onOperation = (
    operation: string,
    attributes: readonly OpAttribute[],
    given: readonly tf.TensorInfo[],
    made: readonly tf.Tensor[],
  ): void => {
    for (const { dataId } of given) {
      if (computed.has(dataId) || constants.has(dataId)) continue;
      const { shape, dtype: type } = backend.tensorMap.get(dataId);
      constants.set(dataId, { values: backend.readSync(dataId), shape, type });
    }
    const [read, outputs] = [given, made].map((tensors) => tensors.map(({ dataId }) => dataId)) as [object[], object[]];
    for (const dataId of outputs) computed.add(dataId);
    operations.push({ operation, attributes, inputs: read, outputs });
  };
  const onRead = (dataId: tf.DataId): void => {
    looksAtNumbers ||= computed.has(dataId);
  };
  const results = listenToOperations(backend, { onOperation, onRead }, work);
  return { operations, constants, outputs: results.map(({ dataId }) => dataId), looksAtNumbers };
}

/** A trace, and the inputs that it was made with. */
export interface TracedExample extends OperationTrace {
  readonly inputs: readonly tf.DataId[];
}

/**
 * The inputs that tell operations of lengths, by operation the place among its inputs. One length may be -1, which is what is there: so
 * those that differ between two examples have to be of all that is there.
 */
const lengthInputs: Readonly<Record<string, number>> = { Reshape: 1, Slice: 2 };

/**
 * One trace of two that were made with inputs of different lengths, for inputs of any length: where a length differs, it is left
 * open.
 * @returns the first trace as it is for any; undefined where they differ in more
 */
export function generalizeShapes(one: TracedExample, other: TracedExample): TracedExample | undefined {
  const [ours, theirs] = [placesOf(one), placesOf(other)];
  const constants = new Map(one.constants);
  const joinInput = (input: tf.DataId, counterpart: tf.DataId, isOfLengths: boolean): tf.DataId | undefined => {
    const [constant, otherConstant] = [one.constants.get(input), other.constants.get(counterpart)];
    if (constant === undefined || otherConstant === undefined) {
      return constant === otherConstant && ours.get(input) === theirs.get(counterpart) ? input : undefined;
    }
    const joined = joinConstants(constant, otherConstant, isOfLengths);
    if (joined === undefined || joined === constant) return joined && input;
    const opened = {};
    constants.set(opened, joined);
    return opened;
  };
  const joinOperations = (operation: TracedOperation, counterpart: TracedOperation): TracedOperation | undefined => {
    if (describe(operation) !== describe(counterpart)) return undefined;
    const inputs = operation.inputs.map((input, place) =>
      joinInput(input, counterpart.inputs[place]!, lengthInputs[operation.operation] === place),
    );
    return inputs.every((input) => input !== undefined) ? { ...operation, inputs } : undefined;
  };

  if (one.operations.length !== other.operations.length) return undefined;
  const operations = one.operations.map((operation, index) => joinOperations(operation, other.operations[index]!));
  const hasSameOutputs = one.outputs.every((output, index) => ours.get(output) === theirs.get(other.outputs[index]!));
  return hasSameOutputs && operations.every((operation) => operation !== undefined)
    ? { ...one, operations, constants }
    : undefined;
}

/** Attributes are texts, numbers and lists of them. */
const describe = ({ operation, attributes, inputs }: TracedOperation): string =>
  JSON.stringify([operation, attributes, inputs.length]);

type Places = ReadonlyMap<tf.DataId, string>;

/** Where in a trace each tensor comes from. */
function placesOf({ inputs, operations }: TracedExample): Places {
  const made = operations.flatMap(({ outputs }, index) =>
    outputs.map((dataId, place) => [dataId, `${index}:${place}`] as const),
  );
  return new Map([...inputs.map((dataId, index) => [dataId, `input ${index}`] as const), ...made]);
}

function joinConstants(one: TracedConstant, other: TracedConstant, isOfLengths: boolean): TracedConstant | undefined {
  if (one.type !== other.type || !tf.util.arraysEqual([...one.shape], [...other.shape])) return undefined;
  const differing = [...one.values.keys()].filter((place) => one.values[place] !== other.values[place]);
  if (differing.length === 0) return one;
  if (!isOfLengths || differing.length > 1) return undefined;
  return { ...one, values: one.values.map((value, place) => (place === differing[0] ? -1 : value)) };
}
