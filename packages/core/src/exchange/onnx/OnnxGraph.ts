import { bytesField, floatField, integerField, message, textField } from '../../protobuf';

/** The operator set: 13, of ONNX 1.8 (2020), which every runtime in use knows; nothing here needs a later one. */
const OPSET = 13;
/** The version of the file format that came with that operator set. */
const IR_VERSION = 7;

/** Values of TensorProto.DataType. */
const DATA_TYPE = { float: 1, int64: 7 } as const;
/** Values of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, text: 3, ints: 7 } as const;

/** An attribute of an operator: a whole number, a list of them, `{ float }` or `{ text }`. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | { readonly text: string };

/** An input or output of a graph. The first axis, which `shape` omits, is the batch of any size. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * An ONNX graph that grows operator by operator. The numbers of the fields are those of onnx.proto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #tensors: Uint8Array[] = [];
  readonly #names = new Set<string>();

  /** Returns a name that is unique in the graph. */
  #nameFor(preferred: string): string {
    let name = preferred;
    for (let number = 1; this.#names.has(name); number++) name = `${preferred}_${number}`;
    this.#names.add(name);
    return name;
  }

  /** Reserves a name for an input or output of the graph. */
  reserve(name: string): string {
    this.#names.add(name);
    return name;
  }

  /** Adds a constant tensor of 32-bit floats. */
  floats(name: string, values: Float32Array, shape: readonly number[]): string {
    // The format requires little-endian bytes, the order of every platform that runs JavaScript.
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#tensor(name, DATA_TYPE.float, bytes, shape);
  }

  /** Adds a constant list of 64-bit integers. */
  integers(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#tensor(name, DATA_TYPE.int64, bytes, [values.length]);
  }

  /** Adds a constant 32-bit float. */
  scalar(name: string, value: number): string {
    return this.floats(name, Float32Array.of(value), []);
  }

  #tensor(preferred: string, type: number, bytes: Uint8Array, shape: readonly number[]): string {
    const name = this.#nameFor(preferred);
    const dims = shape.map((side) => integerField(1, side));
    this.#tensors.push(message(dims, integerField(2, type), textField(8, name), bytesField(9, bytes)));
    return name;
  }

  /**
   * Adds an operator.
   * @param preferred - the name of the operator and its output; a number is added if it is taken
   * @returns the name of its output
   */
  apply(
    preferred: string,
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const output = this.#nameFor(preferred);
    this.#nodes.push(
      message(
        inputs.map((input) => textField(1, input)),
        textField(2, output),
        textField(3, output),
        textField(4, operator),
        Object.entries(attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
      ),
    );
    return output;
  }

  /** Gives a value a name that was {@link OnnxGraph.reserve | reserved}. */
  name(reserved: string, value: string): void {
    this.#nodes.push(
      message(textField(1, value), textField(2, reserved), textField(3, reserved), textField(4, 'Identity')),
    );
  }

  /** Encodes the graph as an ONNX file. */
  encode(
    input: OnnxValue,
    output: OnnxValue,
    about: {
      readonly name: string;
      readonly producer: string;
      readonly version: string;
      readonly metadata: Readonly<Record<string, string>>;
    },
  ): Uint8Array {
    const graph = message(
      this.#nodes.map((node) => bytesField(1, node)),
      textField(2, about.name),
      this.#tensors.map((tensor) => bytesField(5, tensor)),
      bytesField(11, encodeValue(input)),
      bytesField(12, encodeValue(output)),
    );
    return message(
      integerField(1, IR_VERSION),
      textField(2, about.producer),
      textField(3, about.version),
      bytesField(7, graph),
      bytesField(8, message(textField(1, ''), integerField(2, OPSET))),
      Object.entries(about.metadata).map(([key, value]) =>
        bytesField(14, message(textField(1, key), textField(2, value))),
      ),
    );
  }
}

function encodeAttribute(name: string, value: OnnxAttribute): Uint8Array {
  if (typeof value === 'number') {
    return message(textField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_TYPE.int));
  }
  if ('float' in value) {
    return message(textField(1, name), floatField(2, value.float), integerField(20, ATTRIBUTE_TYPE.float));
  }
  if ('text' in value) {
    return message(textField(1, name), textField(4, value.text), integerField(20, ATTRIBUTE_TYPE.text));
  }
  return message(
    textField(1, name),
    value.map((one) => integerField(8, one)),
    integerField(20, ATTRIBUTE_TYPE.ints),
  );
}

function encodeValue({ name, shape }: OnnxValue): Uint8Array {
  const batch = bytesField(1, textField(2, 'batch'));
  const sides = shape.map((side) => bytesField(1, integerField(1, side)));
  const tensor = message(integerField(1, DATA_TYPE.float), bytesField(2, message(batch, sides)));
  return message(textField(1, name), bytesField(2, bytesField(1, tensor)));
}
