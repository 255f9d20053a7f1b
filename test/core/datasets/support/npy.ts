/** A file with any text for its header, as short as it can be. */
export function npyFile(header: string, data: ArrayBufferView, version = 1): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const start = Buffer.alloc(8 + lengthBytes);
  start.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  start.writeUIntLE(header.length, 8, lengthBytes);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** A file as NumPy writes it; `order` and `version` as its header may have them. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  { version = 1, order = 'False' } = {},
): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sides}), }`;
  return npyFile(`${text.padEnd(117)}\n`, data, version);
}
