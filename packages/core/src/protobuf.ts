// A minimal encoder and decoder of protocol buffers (https://protobuf.dev/programming-guides/encoding): numbers, strings, bytes and nested
// messages. Libraries for it are larger than all of ferkit, and onnx-proto depends on an old release of protobufjs. Tests check
// the files with onnxruntime and onnx.checker.

/** An encoded field: its key, then its value. */
type Field = Uint8Array;

/** Wire types: how the value of a field is encoded. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

function varint(value: number): number[] {
  const bytes: number[] = [];
  // Negative numbers are encoded as 64-bit two's complement.
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest % 128n) | 128);
    rest /= 128n;
  }
  return [...bytes, Number(rest)];
}

/** The key of a field: its number and wire type. */
const key = (number: number, wire: number): number[] => varint(number * 8 + wire);

/** Concatenates encoded fields, single or in lists, to a message. */
export function message(...fields: readonly (Field | readonly Field[])[]): Uint8Array {
  const parts = fields.flatMap((field) => (field instanceof Uint8Array ? [field] : field));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A field of type int32, int64, bool or enum. */
export const integerField = (number: number, value: number): Field =>
  Uint8Array.from([...key(number, WIRE.varint), ...varint(value)]);

/** A field of type float. */
export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Uint8Array.from([...key(number, WIRE.fixed32), ...bytes]);
}

/** A field of type double. */
export function doubleField(number: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return Uint8Array.from([...key(number, WIRE.fixed64), ...bytes]);
}

/** A field of bytes, or of a nested message. */
export const bytesField = (number: number, bytes: Uint8Array): Field =>
  message(Uint8Array.from([...key(number, WIRE.bytes), ...varint(bytes.length)]), bytes);

/** A field of type string. */
export const textField = (number: number, text: string): Field => bytesField(number, new TextEncoder().encode(text));

/** A decoded value: a number, or the bytes of a string, a nested message or a packed list. */
export type FieldValue = number | Uint8Array;

/**
 * Decodes a message: the values of each field by its number, in their order. Numbers of 32 bits are floats, those of 64 bits doubles.
 * @throws RangeError if the bytes are no message
 */
export function readMessage(bytes: Uint8Array): ReadonlyMap<number, readonly FieldValue[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, FieldValue[]>();
  let at = 0;
  const skip = (length: number): number => {
    if (at + length > bytes.length) throw new RangeError('A field reaches beyond the end.');
    at += length;
    return at - length;
  };
  const next = (): number => {
    const [value, end] = readVarint(bytes, at);
    at = end;
    return value;
  };
  while (at < bytes.length) {
    const tag = next();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    const list = fields.get(number) ?? [];
    fields.set(number, list);
    if (wire === WIRE.varint) list.push(next());
    else if (wire === WIRE.bytes) {
      const length = next();
      const start = skip(length);
      list.push(bytes.subarray(start, start + length));
    } else if (wire === WIRE.fixed32) list.push(view.getFloat32(skip(4), true));
    else if (wire === WIRE.fixed64) list.push(view.getFloat64(skip(8), true));
    else throw new RangeError(`A field has the unknown type ${wire}.`);
  }
  return fields;
}

function readVarint(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0n;
  for (let at = start; at < start + 10 && at < bytes.length; at++) {
    value |= BigInt(bytes[at]! & 127) << BigInt(7 * (at - start));
    if (bytes[at]! < 128) return [Number(BigInt.asIntN(64, value)), at + 1];
  }
  throw new RangeError('A number does not end.');
}

/** The whole numbers of a repeated field, single or packed. */
export function integersOf(values: readonly FieldValue[] = []): number[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [value];
    const numbers: number[] = [];
    for (let at = 0; at < value.length;) {
      const [number, end] = readVarint(value, at);
      numbers.push(number);
      at = end;
    }
    return numbers;
  });
}
