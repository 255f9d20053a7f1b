import * as tf from '@tensorflow/tfjs';
import type { OperationTrace, TracedConstant, TracedOperation } from './traceOperations';

/** A trace, and the inputs that it was made with. */
export interface TracedExample extends OperationTrace {
  readonly inputs: readonly tf.DataId[];
}

/** The inputs that tell operations of lengths, of which one may be left open as -1: by operation, the place among its inputs. */
const lengthInputs: Readonly<Record<string, number>> = { Reshape: 1, Slice: 2 };

/**
 * One trace of two that were made with inputs of different lengths, for inputs of any length: where a length differs, it is left
 * open.
 * @returns the first trace as it is for any; undefined where they differ in more
 */
export function joinTraces(one: TracedExample, other: TracedExample): TracedExample | undefined {
  if (one.operations.length !== other.operations.length || one.outputs.length !== other.outputs.length)
    return undefined;
  const places = [one, other].map(placesOf) as [Places, Places];
  const constants = new Map(one.constants);
  const operations: TracedOperation[] = [];
  for (const [index, operation] of one.operations.entries()) {
    const counterpart = other.operations[index]!;
    if (operation.operation !== counterpart.operation || operation.inputs.length !== counterpart.inputs.length)
      return undefined;
    // Lists and numbers only.
    if (JSON.stringify(operation.attributes) !== JSON.stringify(counterpart.attributes)) return undefined;
    const inputs: tf.DataId[] = [];
    for (const [place, dataId] of operation.inputs.entries()) {
      const constant = one.constants.get(dataId);
      const theirs = other.constants.get(counterpart.inputs[place]!);
      if (constant === undefined || theirs === undefined) {
        if (constant !== theirs || places[0].get(dataId) !== places[1].get(counterpart.inputs[place]!))
          return undefined;
        inputs.push(dataId);
        continue;
      }
      const joined = joinConstants(constant, theirs, lengthInputs[operation.operation] === place);
      if (joined === undefined) return undefined;
      if (joined === constant) inputs.push(dataId);
      else {
        const opened = {};
        constants.set(opened, joined);
        inputs.push(opened);
      }
    }
    operations.push({ ...operation, inputs });
  }
  const haveSameOutputs = one.outputs.every((dataId, index) => {
    const place = places[0].get(dataId);
    return place !== undefined && place === places[1].get(other.outputs[index]!);
  });
  return haveSameOutputs ? { ...one, operations, constants } : undefined;
}

type Places = ReadonlyMap<tf.DataId, string>;

/** Where in a trace each tensor comes from. */
function placesOf({ inputs, operations }: TracedExample): Places {
  const made = operations.flatMap(({ outputs }, index) =>
    outputs.map((dataId, place) => [dataId, `${index}:${place}`] as const),
  );
  return new Map([...inputs.map((dataId, index) => [dataId, `input ${index}`] as const), ...made]);
}

function joinConstants(one: TracedConstant, other: TracedConstant, areLengths: boolean): TracedConstant | undefined {
  if (one.type !== other.type || !tf.util.arraysEqual([...one.shape], [...other.shape])) return undefined;
  const differing = [...one.values.keys()].filter((place) => one.values[place] !== other.values[place]);
  if (differing.length === 0) return one;
  if (!areLengths || differing.length > 1) return undefined;
  return { ...one, values: one.values.map((value, place) => (place === differing[0] ? -1 : value)) };
}
