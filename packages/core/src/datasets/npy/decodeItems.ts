import type { NpyHeader } from './NpyHeader';

/** Turns the bytes of array elements into numbers. The bytes must start at an aligned place, and may be changed. */
export function decodeItems(
  bytes: Uint8Array<ArrayBuffer>,
  items: number,
  { type, itemSize, bigEndian }: NpyHeader,
): ArrayLike<number> {
  if (bigEndian) for (let at = 0; at < items * itemSize; at += itemSize) bytes.subarray(at, at + itemSize).reverse();
  const { buffer } = bytes;
  switch (type) {
    case 'u1':
    case 'b1':
      return bytes.subarray(0, items);
    case 'i1':
      return new Int8Array(buffer, 0, items);
    case 'u2':
      return new Uint16Array(buffer, 0, items);
    case 'i2':
      return new Int16Array(buffer, 0, items);
    case 'u4':
      return new Uint32Array(buffer, 0, items);
    case 'i4':
      return new Int32Array(buffer, 0, items);
    case 'f4':
      return new Float32Array(buffer, 0, items);
    case 'f8':
      return new Float64Array(buffer, 0, items);
    case 'i8':
    case 'u8':
      return decodeLongs(buffer, items, type === 'i8');
  }
}

/** Whole numbers of 64 bits as doubles: much quicker than by way of BigInt, and what is too large for one is no pixel. */
function decodeLongs(buffer: ArrayBuffer, items: number, signed: boolean): Float64Array {
  const low = new Uint32Array(buffer, 0, items * 2);
  const high = signed ? new Int32Array(buffer, 0, items * 2) : low;
  const values = new Float64Array(items);
  for (let k = 0; k < items; k++) values[k] = high[2 * k + 1]! * 0x100000000 + low[2 * k]!;
  return values;
}
