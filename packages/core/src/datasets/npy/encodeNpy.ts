/** What {@link encodeNpy} writes. */
export interface NpyArray {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}

/** The header's length with what precedes it is a multiple of this, so that the elements can be mapped into memory. */
const ALIGNMENT = 64;

/** Composes an `.npy` file, version 1.0 of the format, in C order. */
export function encodeNpy({ data, shape }: NpyArray): Uint8Array {
  const descr = data instanceof Uint8Array ? '|u1' : '<f4';
  const sides = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}
