import * as tf from '@tensorflow/tfjs';
import { listenToOperations, type OpAttribute, type TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

/** One operation that TensorFlow ran. */
interface TracedOperation {
  readonly operation: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly tf.DataId[];
  readonly outputs: readonly tf.DataId[];
}

/** The operations of TensorFlow that tensor work ran, in order. */
export interface OperationTrace {
  readonly operations: readonly TracedOperation[];
  /** Tensors that operations read and that are neither inputs nor outputs of operations, such as axes and shapes. */
  readonly constants: ReadonlyMap<tf.DataId, TracedConstant>;
  readonly outputs: readonly tf.DataId[];
  /** True if JavaScript read values that depend on an input: other values may then lead to other operations. */
  readonly dependsOnValues: boolean;
}

/** The content of a constant. */
export interface TracedConstant {
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  /** TensorFlow's id of the data type. */
  readonly type: number;
}

/** Runs tensor work and traces the operations that TensorFlow runs for it. */
export function traceOperations(
  backend: TensorFlowBackend,
  inputs: readonly tf.TensorInfo[],
  work: () => readonly tf.TensorInfo[],
): OperationTrace {
  const operations: TracedOperation[] = [];
  const constants = new Map<tf.DataId, TracedConstant>();
  const computed = new Set(inputs.map(({ dataId }) => dataId));
  let dependsOnValues = false;

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
    dependsOnValues ||= computed.has(dataId);
  };
  const results = listenToOperations(backend, { onOperation, onRead }, work);
  return { operations, constants, outputs: results.map(({ dataId }) => dataId), dependsOnValues };
}

/** A trace and its inputs. */
export interface TracedExample extends OperationTrace {
  readonly inputs: readonly tf.DataId[];
}

/**
 * By operation, the index of the input that is a shape. TensorFlow accepts -1 for one length of it, which stands for all remaining
 * elements. A length that differs between two examples is assumed to be that one.
 */
const shapeInputs: Readonly<Record<string, number>> = { Reshape: 1, Slice: 2 };

/**
 * Generalises two traces of the same work, on inputs of different lengths, to one for inputs of any length.
 * @returns the first trace with -1 for each length that differs; undefined if the traces differ in anything else
 */
export const generalizeShapes = (one: TracedExample, other: TracedExample): TracedExample | undefined =>
  mergeTraces(one, other, generalizeConstant);

/**
 * Scales two traces of the same work, on inputs of different lengths, to one for inputs of a third length.
 * @param scale - gives a number of that length from those of the two traces
 * @returns undefined if the traces differ in anything but shapes, and constants of one value
 */
export const scaleShapes = (one: TracedExample, other: TracedExample, scale: Scale): TracedExample | undefined =>
  mergeTraces(one, other, (constant, counterpart) => scaleConstant(constant, counterpart, scale));

/** True if two traces of the same work have the same constants. */
export const areSame = (one: TracedExample, other: TracedExample): boolean =>
  mergeTraces(one, other, (constant, { type, shape, values }) =>
    constant.type === type &&
    tf.util.arraysEqual([...constant.shape], [...shape]) &&
    tf.util.arraysEqual(constant.values, values)
      ? constant
      : undefined,
  ) !== undefined;

/** Extrapolates a length linearly from those of two traces. */
export type Scale = (one: number, other: number) => number;

/**
 * Merges two traces of the same work.
 * @param merge - merges two constants; `isShape` where an operation takes them as a shape. Undefined where they cannot be
 */
function mergeTraces(
  one: TracedExample,
  other: TracedExample,
  merge: (constant: TracedConstant, counterpart: TracedConstant, isShape: boolean) => TracedConstant | undefined,
): TracedExample | undefined {
  const [sources, otherSources] = [sourcesOf(one), sourcesOf(other)];
  const constants = new Map(one.constants);
  const generalizeInput = (input: tf.DataId, counterpart: tf.DataId, isShape: boolean): tf.DataId | undefined => {
    const [constant, otherConstant] = [one.constants.get(input), other.constants.get(counterpart)];
    if (constant === undefined || otherConstant === undefined) {
      return constant === otherConstant && sources.get(input) === otherSources.get(counterpart) ? input : undefined;
    }
    const merged = merge(constant, otherConstant, isShape);
    if (merged === undefined || merged === constant) return merged && input;
    const dataId = {};
    constants.set(dataId, merged);
    return dataId;
  };
  const generalizeOperation = (
    operation: TracedOperation,
    counterpart: TracedOperation,
  ): TracedOperation | undefined => {
    if (describe(operation) !== describe(counterpart)) return undefined;
    const inputs = operation.inputs.map((input, place) =>
      generalizeInput(input, counterpart.inputs[place]!, shapeInputs[operation.operation] === place),
    );
    return inputs.every((input) => input !== undefined) ? { ...operation, inputs } : undefined;
  };

  if (one.operations.length !== other.operations.length) return undefined;
  const operations = one.operations.map((operation, index) => generalizeOperation(operation, other.operations[index]!));
  const hasSameOutputs = one.outputs.every(
    (output, index) => sources.get(output) === otherSources.get(other.outputs[index]!),
  );
  return hasSameOutputs && operations.every((operation) => operation !== undefined)
    ? { ...one, operations, constants }
    : undefined;
}

/** Everything of an operation but its tensors, for comparison. */
const describe = ({ operation, attributes, inputs }: TracedOperation): string =>
  JSON.stringify([operation, attributes, inputs.length]);

type Sources = ReadonlyMap<tf.DataId, string>;

/** The source of each tensor of a trace: an input, or an output of an operation. */
function sourcesOf({ inputs, operations }: TracedExample): Sources {
  const made = operations.flatMap(({ outputs }, index) =>
    outputs.map((dataId, place) => [dataId, `${index}:${place}`] as const),
  );
  return new Map([...inputs.map((dataId, index) => [dataId, `input ${index}`] as const), ...made]);
}

function generalizeConstant(one: TracedConstant, other: TracedConstant, isShape: boolean): TracedConstant | undefined {
  if (one.type !== other.type || !tf.util.arraysEqual([...one.shape], [...other.shape])) return undefined;
  const differing = [...one.values.keys()].filter((place) => one.values[place] !== other.values[place]);
  if (differing.length === 0) return one;
  if (!isShape || differing.length > 1) return undefined;
  return { ...one, values: one.values.map((value, place) => (place === differing[0] ? -1 : value)) };
}

/** Whole numbers are lengths; other values must not depend on the length, such as the ones with which a gradient begins. */
function scaleConstant(one: TracedConstant, other: TracedConstant, scale: Scale): TracedConstant | undefined {
  if (one.type !== other.type || one.shape.length !== other.shape.length) return undefined;
  const hasSameShape = tf.util.arraysEqual([...one.shape], [...other.shape]);
  if (hasSameShape && tf.util.arraysEqual(one.values, other.values)) return one;
  if (hasSameShape && one.values instanceof Int32Array) {
    return { ...one, values: one.values.map((value, place) => scale(value, other.values[place]!)) };
  }
  const [value] = one.values;
  if (hasSameShape || ![...one.values, ...other.values].every((entry) => entry === value)) return undefined;
  const shape = one.shape.map((size, axis) => scale(size, other.shape[axis]!));
  const values = one.values.slice(0, 0).constructor as new (length: number) => typeof one.values;
  return { ...one, shape, values: new values(tf.util.sizeFromShape(shape)).fill(value!) };
}
