import { FerError } from '../../errors';
import { type FieldValue, integersOf, readMessage } from '../../protobuf';
import { sizeOf } from '../Network';

/** A constant of a graph. Whole numbers are kept as floats: they are sizes, axes and the like. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** An attribute of an operator by its kind. */
export type OnnxAttributeValue = number | string | readonly number[] | OnnxTensor;

/** An operator of a graph. */
export interface OnnxNode {
  /** For messages. */
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttributeValue>>;
}

/** A file, decoded. */
export interface OnnxFile {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Inputs that are no constants; a side of any size is undefined. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | undefined)[] }[];
  readonly outputs: readonly string[];
  /** The entries of `metadata_props`. */
  readonly metadata: ReadonlyMap<string, string>;
}

type Fields = ReadonlyMap<number, readonly FieldValue[]>;

const messages = (fields: Fields, number: number): readonly Fields[] =>
  (fields.get(number) ?? []).filter((value) => typeof value !== 'number').map(readMessage);
const message = (fields: Fields, number: number): Fields => messages(fields, number).at(-1) ?? new Map();
const texts = (fields: Fields, number: number): string[] =>
  (fields.get(number) ?? []).map((value) => (typeof value === 'number' ? '' : new TextDecoder().decode(value)));
const text = (fields: Fields, number: number): string => texts(fields, number).at(-1) ?? '';
const number = (fields: Fields, field: number): number | undefined => integersOf(fields.get(field)).at(-1);

/**
 * Decodes an ONNX file. The numbers of the fields are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 * @throws MODEL_CORRUPT
 */
export function parseOnnx(bytes: Uint8Array, source: string): OnnxFile {
  try {
    const model = readMessage(bytes);
    const graph = message(model, 7);
    const constants = new Map(messages(graph, 5).map((tensor) => [text(tensor, 8), readTensor(tensor)]));
    return {
      nodes: messages(graph, 1).map(readNode),
      constants,
      inputs: messages(graph, 11)
        .map((value) => ({ name: text(value, 1), shape: readShape(value) }))
        .filter(({ name }) => !constants.has(name)),
      outputs: messages(graph, 12).map((value) => text(value, 1)),
      metadata: new Map(messages(model, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const received = cause instanceof OnnxUnreadable ? cause.message : 'damaged bytes';
    const problem = { failed: `Cannot read ${source}`, expected: 'a whole ONNX file of 32-bit numbers', received };
    throw new FerError('MODEL_CORRUPT', { source, ...problem }, { cause });
  }
}

class OnnxUnreadable extends RangeError {}

const readShape = (value: Fields): (number | undefined)[] =>
  messages(message(message(message(value, 2), 1), 2), 1).map((side) => number(side, 1));

function readNode(node: Fields): OnnxNode {
  const outputs = texts(node, 2);
  return {
    name: text(node, 3) === '' ? (outputs[0] ?? 'unnamed') : text(node, 3),
    operator: text(node, 4),
    inputs: texts(node, 1),
    outputs,
    attributes: Object.fromEntries(
      messages(node, 5).map((attribute) => [text(attribute, 1), readAttribute(attribute)]),
    ),
  };
}

function readAttribute(attribute: Fields): OnnxAttributeValue {
  const [float] = attribute.get(2) ?? [];
  if (typeof float === 'number') return float;
  if (attribute.has(3)) return number(attribute, 3)!;
  if (attribute.has(4)) return text(attribute, 4);
  if (attribute.has(5)) return readTensor(message(attribute, 5));
  return attribute.has(7) ? floatsOf(attribute.get(7)!) : integersOf(attribute.get(8));
}

/** The floats of a repeated field, single or packed. */
const floatsOf = (values: readonly FieldValue[]): number[] =>
  values.flatMap((value) =>
    typeof value === 'number' ? [value] : [...numbersIn(value, 4, (view, at) => view.getFloat32(at, true))],
  );

function numbersIn(bytes: Uint8Array, size: number, read: (view: DataView, at: number) => number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => read(view, index * size));
}

/** For each TensorProto.DataType its size in bytes, how to read one, and the field of values that are not raw bytes. */
const DATA_TYPES: ReadonlyMap<number, readonly [number, (view: DataView, at: number) => number, number]> = new Map([
  [1, [4, (view, at) => view.getFloat32(at, true), 4]],
  [6, [4, (view, at) => view.getInt32(at, true), 5]],
  [7, [8, (view, at) => Number(view.getBigInt64(at, true)), 7]],
  [9, [1, (view, at) => view.getUint8(at), 5]],
  [11, [8, (view, at) => view.getFloat64(at, true), 10]],
]);

function readTensor(tensor: Fields): OnnxTensor {
  const shape = integersOf(tensor.get(1));
  const name = text(tensor, 8);
  if (number(tensor, 14) === 1) throw new OnnxUnreadable(`the values of "${name}" in another file`);
  const type = DATA_TYPES.get(number(tensor, 2) ?? 0);
  if (type === undefined) throw new OnnxUnreadable(`"${name}" with values of type ${number(tensor, 2)}`);
  const [size, read, field] = type;
  const raw = tensor.get(9)?.at(-1);
  const listed = tensor.get(field) ?? [];
  const values =
    raw instanceof Uint8Array
      ? numbersIn(raw, size, read)
      : Float32Array.from(field === 4 ? floatsOf(listed) : field === 10 ? (listed as number[]) : integersOf(listed));
  if (values.length !== sizeOf(shape)) {
    throw new OnnxUnreadable(`${values.length} values of "${name}" of shape [${shape.join(', ')}]`);
  }
  return { shape, values };
}
