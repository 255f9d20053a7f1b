import { malformed, quoteBytes, quoteText } from '../malformed';

/** The element types that are read, as NumPy writes them without the byte order. */
export type NpyType = 'u1' | 'i1' | 'b1' | 'u2' | 'i2' | 'u4' | 'i4' | 'i8' | 'u8' | 'f4' | 'f8';

const TYPES: readonly string[] = ['u1', 'i1', 'b1', 'u2', 'i2', 'u4', 'i4', 'i8', 'u8', 'f4', 'f8'];

/** What the header of an `.npy` file says. */
export interface NpyHeader {
  readonly type: NpyType;
  /** Bytes of an element. */
  readonly itemSize: number;
  readonly bigEndian: boolean;
  readonly shape: readonly number[];
  /** Elements of the whole array. */
  readonly count: number;
  /** Where the elements begin in the file. */
  readonly offset: number;
}

/** The first bytes of every `.npy` file: 0x93 and NUMPY. */
export function isNpy(head: Uint8Array): boolean {
  return head[0] === 0x93 && String.fromCharCode(...head.subarray(1, 6)) === 'NUMPY';
}

/** The header's length and place, as the bytes before it tell. */
export function npyHeaderRange(head: Uint8Array): { readonly start: number; readonly end: number } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isFirst = head[6] === 1;
  const start = isFirst ? 10 : 12;
  return { start, end: start + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true)) };
}

/**
 * Reads the header of an `.npy` file, versions 1 to 3 of the format
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * @param bytes - the file's beginning, at least up to the header's end
 * @throws DATASET_MALFORMED
 */
export function readNpyHeader(bytes: Uint8Array, source: string): NpyHeader {
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    throw malformed({ source, expected: 'version 1, 2 or 3 of the format', received: `version ${version}` });
  }
  const { start, end } = npyHeaderRange(bytes);
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const descr = /'descr'\s*:\s*'([<>|=]?)(\w+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (!order || !shape) {
    throw malformed({ source, expected: 'a NumPy header', received: quoteBytes(bytes, start, end) });
  }
  if (descr === null || !TYPES.includes(descr[2]!)) {
    throw malformed({
      source,
      expected: `numbers of a type among ${TYPES.join(', ')}`,
      received: descr === null ? 'records or objects' : `"${descr[2]!}"`,
      next: 'Save the array with numpy.save(file, array.astype(numpy.float32)).',
    });
  }
  if (order[1] === 'True') {
    throw malformed({
      source,
      expected: 'elements in C order',
      received: 'Fortran order',
      next: 'Save it with numpy.save(file, numpy.ascontiguousarray(array)).',
    });
  }
  const sides = readSides(shape[1]!);
  const count = sides.reduce((product, side) => product * side, 1);
  if (!Number.isSafeInteger(count)) {
    throw malformed({ source, expected: 'a shape of whole numbers', received: quoteText(`(${shape[1]!})`) });
  }
  return {
    type: descr[2] as NpyType,
    itemSize: Number(descr[2]![1]),
    bigEndian: descr[1] === '>',
    shape: sides,
    count,
    offset: end,
  };
}

/** The sides of a tuple as Python writes it, `(6, 4, 4)` or `(6,)`, in old files `(6L,)`; NaN for one that is no number. */
function readSides(tuple: string): number[] {
  return tuple
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map((side) => (/^\d+L?$/.test(side) ? parseInt(side, 10) : NaN));
}
