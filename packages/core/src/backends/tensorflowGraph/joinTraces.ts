import * as tf from '@tensorflow/tfjs';
import type { OperationTrace, TracedConstant, TracedOperation } from './traceOperations';

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
export function joinTraces(one: TracedExample, other: TracedExample): TracedExample | undefined {
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
