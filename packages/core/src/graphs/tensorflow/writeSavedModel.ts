import type * as tf from '@tensorflow/tfjs';
import type { OpAttribute, TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import { bytesField, floatField, integerField, message, textField } from '../../protobuf';
import type { OperationTrace, TracedConstant } from './traceOperations';

/** An input of a graph. */
export interface GraphInput {
  readonly dataId: tf.DataId;
  /** -1 for any length. */
  readonly shape: readonly number[];
  /** TensorFlow's id of the data type. */
  readonly type: number;
}

/** The tag of the only graph of the file. */
export const SAVED_MODEL_TAG = 'serve';

/** The GraphDef version of TensorFlow 2.8 (2022): operations have the semantics of that version. */
const GRAPH_VERSION = 987;

/**
 * Writes the operations of a trace as a SavedModel, the only format from which tfjs-node loads a graph. Inputs are named `input0`,
 * `input1` and so on, outputs `output0` and so on. The field numbers are from saved_model.proto, meta_graph.proto, graph.proto,
 * node_def.proto, attr_value.proto and tensor.proto (https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core).
 * @param typeOf - gives TensorFlow's id of the data type of an output
 * @throws Error - for an attribute or constant of a type that no kernel of a network has
 */
export function writeSavedModel(
  { binding }: TensorFlowBackend,
  { operations, constants, outputs }: OperationTrace,
  inputs: readonly GraphInput[],
  typeOf: (output: tf.DataId) => number,
): Uint8Array {
  const names = new Map<tf.DataId, string>();
  const nodes: Uint8Array[] = [];
  inputs.forEach(({ dataId, shape, type }, index) => {
    const name = `input${index}`;
    names.set(dataId, name);
    nodes.push(writeNode(name, 'Placeholder', [], { dtype: typeValue(type), shape: shapeValue(shape) }));
  });
  for (const [dataId, constant] of constants) {
    const name = `constant${names.size}`;
    names.set(dataId, name);
    nodes.push(writeNode(name, 'Const', [], { dtype: typeValue(constant.type), value: tensorValue(constant) }));
  }
  operations.forEach(({ operation, attributes, inputs: read, outputs: made }, index) => {
    const name = `operation${index}`;
    const values = attributes.map((attribute) => [attribute.name, attributeValue(binding, attribute)]);
    const inputNames = read.map((dataId) => names.get(dataId)!);
    nodes.push(writeNode(name, operation, inputNames, Object.fromEntries(values) as AttributeValues));
    made.forEach((dataId, place) => names.set(dataId, `${name}:${place}`));
  });
  // Each output gets its own node, since one tensor can be several outputs, or an input and an output.
  outputs.forEach((dataId, index) => {
    nodes.push(writeNode(`output${index}`, 'Identity', [names.get(dataId)!], { T: typeValue(typeOf(dataId)) }));
  });
  const versions = message(integerField(1, GRAPH_VERSION));
  const graph = message(nodes, bytesField(4, versions));
  const metaGraph = message(bytesField(1, textField(4, SAVED_MODEL_TAG)), bytesField(2, graph));
  return message(integerField(1, 1), bytesField(2, metaGraph));
}

type AttributeValues = Readonly<Record<string, Uint8Array>>;

function writeNode(name: string, operation: string, inputs: readonly string[], values: AttributeValues): Uint8Array {
  const attributes = Object.entries(values).map(([key, value]) =>
    bytesField(5, message(textField(1, key), bytesField(2, value))),
  );
  const inputNames = inputs.map((input) => textField(3, input));
  return bytesField(1, message(textField(1, name), textField(2, operation), inputNames, attributes));
}

function attributeValue(binding: TensorFlowBackend['binding'], { name, type, value }: OpAttribute): Uint8Array {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return textField(2, value as string);
    case binding.TF_ATTR_INT:
      return valueOrList(3, value as number | number[], integerField);
    case binding.TF_ATTR_FLOAT:
      return valueOrList(4, value as number | number[], floatField);
    case binding.TF_ATTR_BOOL:
      return integerField(5, Number(value));
    case binding.TF_ATTR_TYPE:
      return typeValue(value as number);
    default:
      throw new Error(`TensorFlow's attribute ${name} has the unknown type ${type}`);
  }
}

/** A list is a message whose fields have the number of the single value. */
const valueOrList = (
  field: number,
  value: number | readonly number[],
  write: (field: number, value: number) => Uint8Array,
): Uint8Array =>
  typeof value === 'number' ? write(field, value) : bytesField(1, message(value.map((one) => write(field, one))));

const typeValue = (type: number): Uint8Array => integerField(6, type);

const shapeValue = (shape: readonly number[]): Uint8Array => bytesField(7, writeShape(shape));

const writeShape = (shape: readonly number[]): Uint8Array =>
  message(shape.map((size) => bytesField(2, message(integerField(1, size)))));

function tensorValue({ values, shape, type }: TracedConstant): Uint8Array {
  if (!ArrayBuffer.isView(values)) throw new Error('TensorFlow has a constant that is not numeric');
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return bytesField(8, message(integerField(1, type), bytesField(2, writeShape(shape)), bytesField(4, bytes)));
}
