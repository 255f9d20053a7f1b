// A minimal encoder of protocol buffers (https://protobuf.dev/programming-guides/encoding): numbers, strings, bytes and nested
// messages. Libraries for it are larger than all of ferkit, and onnx-proto depends on an old release of protobufjs. Tests check
// the files with onnxruntime and onnx.checker.

/** An encoded field: its key, then its value. */
type Field = Uint8Array;

/** Wire types: how the value of a field is encoded. */
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;

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

/** A field of bytes, or of a nested message. */
export const bytesField = (number: number, bytes: Uint8Array): Field =>
  message(Uint8Array.from([...key(number, WIRE.bytes), ...varint(bytes.length)]), bytes);

/** A field of type string. */
export const textField = (number: number, text: string): Field => bytesField(number, new TextEncoder().encode(text));
