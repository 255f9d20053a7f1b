import { type Pair, type ReadOperation, Unsupported, type Weight } from '../Network';
import type { OnnxAttributeValue, OnnxTensor } from './parseOnnx';

/** The output of an operator in the network. Images are channels last there, and channels first in the file. */
export interface NodeValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly operation: ReadOperation;
  readonly inputs: readonly NodeValue[];
}

/** A value of the graph: a constant, or the output of an operator. */
export type OnnxValue = OnnxTensor | NodeValue;

export const isConstant = (value: OnnxValue): value is OnnxTensor => 'values' in value;

/** Adds an operation that takes some outputs to the network. */
export type AddOperation = (
  operation: ReadOperation,
  inputs: readonly NodeValue[],
  weights?: Readonly<Record<string, Weight>>,
) => NodeValue;

/** An operator to read. */
export interface Operator {
  readonly attributes: Readonly<Record<string, OnnxAttributeValue>>;
  /** An omitted optional input is undefined. */
  readonly inputs: readonly (OnnxValue | undefined)[];
  readonly add: AddOperation;
}

/** Returns the output of an operator. */
export type Reader = (operator: Operator) => OnnxValue;

export const numberOf = ({ attributes }: Operator, name: string, fallback: number): number => {
  const value = attributes[name] ?? fallback;
  if (typeof value === 'number') return value;
  throw new Unsupported(`with ${name} ${JSON.stringify(value)}`);
};

export const listOf = ({ attributes }: Operator, name: string): readonly number[] | undefined =>
  Array.isArray(attributes[name]) ? (attributes[name] as number[]) : undefined;

export const pairOf = (operator: Operator, name: string, fallback: Pair): Pair => {
  const list = listOf(operator, name) ?? fallback;
  if (list.length === 2) return list as unknown as Pair;
  throw new Unsupported(`with ${list.length} axes`);
};

/** Refuses an attribute with another value than the one that the network has. */
export function only(operator: Operator, name: string, ...accepted: readonly OnnxAttributeValue[]): void {
  const value = operator.attributes[name];
  if (value === undefined || accepted.includes(value)) return;
  throw new Unsupported(`with ${name} ${JSON.stringify(value)}`);
}

export function nodeAt({ inputs }: Operator, at = 0): NodeValue {
  const value = inputs[at];
  if (value !== undefined && !isConstant(value)) return value;
  throw new Unsupported('on a constant');
}

export function constantAt({ inputs }: Operator, at: number): OnnxTensor {
  const value = inputs[at];
  if (value !== undefined && isConstant(value)) return value;
  throw new Unsupported(`whose input ${at + 1} is no constant`);
}

export const optionalAt = (operator: Operator, at: number): OnnxTensor | undefined =>
  operator.inputs[at] === undefined ? undefined : constantAt(operator, at);

export const isImage = ({ shape }: NodeValue): boolean => shape.length === 3;

/** The shape that a value has in the file; 0 is the batch. */
export const fileShape = ({ shape }: NodeValue): number[] =>
  shape.length === 3 ? [0, shape[2]!, shape[0]!, shape[1]!] : [0, ...shape];

export const vector = ({ values }: OnnxTensor): Weight => ({ shape: [values.length], values });
