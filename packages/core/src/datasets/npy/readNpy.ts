import { isNpy, isZip } from '../../fileSignatures';
import { malformed, quoteBytes, quoteText } from '../malformed';
import { type DataStream, peekChunks } from '../sources/DataStream';

/** Receives consecutive elements, the first with the index `first`. `values` is valid during the call only. */
export type TakeValues = (values: ArrayLike<number>, first: number) => void | Promise<void>;

/** Limit of a header in bytes; its length field has 32 bits. */
const LONGEST_HEADER = 1 << 20;

/**
 * Reads an `.npy` file as a stream of numbers, because an array of doubles takes eight times the memory of its pixels.
 * @param begin - called with the header before the first elements; returns the function that receives the elements
 * @throws DATASET_MALFORMED if it is no `.npy` file, truncated, or too long
 */
export async function readNpy(stream: DataStream, begin: (header: NpyHeader) => TakeValues): Promise<void> {
  const source = stream.name;
  const { header, chunks } = await readHeader(stream);
  const take = begin(header);
  let skip = header.offset;
  let pending = new Uint8Array(0);
  let read = 0;
  for await (const chunk of chunks) {
    const dropped = Math.min(skip, chunk.length);
    skip -= dropped;
    const bytes = concat(pending, chunk.subarray(dropped));
    const items = Math.floor(bytes.length / header.itemSize);
    if (read + bytes.length / header.itemSize > header.count) {
      throw malformed({ source, expected: `${header.count} elements`, received: 'more of them' });
    }
    pending = bytes.slice(items * header.itemSize);
    await take(decodeItems(bytes, items, header), read);
    read += items;
  }
  if (read < header.count) {
    const next = 'The file seems to be truncated: fetch or save it again.';
    throw malformed({ source, expected: `${header.count} elements`, received: `${read}`, next });
  }
}

async function readHeader({ name: source, head, chunks }: DataStream): Promise<{
  readonly header: NpyHeader;
  readonly chunks: AsyncIterable<Uint8Array>;
}> {
  if (!isNpy(head) || head.length < 12) {
    const isArchive = isZip(head);
    const received = head.length === 0 ? 'an empty file' : isArchive ? 'a ZIP archive' : quoteBytes(head, 0, 16);
    const next = isArchive ? { next: 'Unpack it first; numpy.savez writes such archives.' } : {};
    throw malformed({ source, expected: 'a NumPy .npy file', received, ...next });
  }
  const { end } = npyHeaderRange(head);
  if (end > LONGEST_HEADER) throw malformed({ source, expected: 'a NumPy header', received: `one of ${end} bytes` });
  const whole = await peekChunks(chunks, end);
  return { header: readNpyHeader(whole.head, source), chunks: whole.chunks };
}

/** Concatenates two chunks in new, aligned memory. */
function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Decodes array elements. The bytes must be aligned, and may be modified. */
function decodeItems(
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

/** 64-bit integers as doubles: much faster than BigInt, and pixels and labels fit a double. */
function decodeLongs(buffer: ArrayBuffer, items: number, signed: boolean): Float64Array {
  const low = new Uint32Array(buffer, 0, items * 2);
  const high = signed ? new Int32Array(buffer, 0, items * 2) : low;
  const values = new Float64Array(items);
  for (let k = 0; k < items; k++) values[k] = high[2 * k + 1]! * 0x100000000 + low[2 * k]!;
  return values;
}

/** Supported element types, in NumPy's notation without the byte order. */
type NpyType = 'u1' | 'i1' | 'b1' | 'u2' | 'i2' | 'u4' | 'i4' | 'i8' | 'u8' | 'f4' | 'f8';

const TYPES: readonly string[] = ['u1', 'i1', 'b1', 'u2', 'i2', 'u4', 'i4', 'i8', 'u8', 'f4', 'f8'];

/** The header of an `.npy` file. */
export interface NpyHeader {
  readonly type: NpyType;
  /** Bytes per element. */
  readonly itemSize: number;
  readonly bigEndian: boolean;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly count: number;
  /** Offset of the first element in the file, in bytes. */
  readonly offset: number;
}

/** Start and end of the header's dictionary in the file. */
function npyHeaderRange(head: Uint8Array): { readonly start: number; readonly end: number } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isFirst = head[6] === 1;
  const start = isFirst ? 10 : 12;
  return { start, end: start + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true)) };
}

/**
 * Reads the header of an `.npy` file, versions 1 to 3 of the format
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * @param bytes - the beginning of the file, at least up to the end of the header
 * @throws DATASET_MALFORMED
 */
function readNpyHeader(bytes: Uint8Array, source: string): NpyHeader {
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

/** Parses the numbers of a Python tuple: `(6, 4, 4)`, `(6,)`, in old files `(6L,)`; NaN for a malformed number. */
function readSides(tuple: string): number[] {
  return tuple
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map((side) => (/^\d+L?$/.test(side) ? parseInt(side, 10) : NaN));
}
