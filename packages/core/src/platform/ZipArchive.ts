import { crc32 } from '../crc32';

/** A file of a ZIP archive. */
export interface ZipMember {
  /** Its path in the archive, with forward slashes. */
  readonly path: string;
  /** Its size in bytes, unpacked. */
  readonly size: number;
  /** Unpacks it; a file larger than the directory says is refused at once, so that no small archive fills the memory. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** The damage of an archive or of one file in it, in words that follow "received". */
export class ZipDamaged extends Error {
  /** The damaged file; undefined if it is the archive. */
  readonly path: string | undefined;

  constructor(received: string, path?: string, options?: ErrorOptions) {
    super(received, options);
    this.path = path;
  }
}

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
/** Bit of the flags: names are in UTF-8. */
const UTF8 = 0x800;
/** Version 2.0 of the format, which has folders and deflate. */
const VERSION = 20;
/** The first day that the format knows, so that the same files give the same bytes. */
const DATE = 0x21;

/**
 * Reads the directory of an archive. Its files are unpacked when they are asked for.
 * @throws ZipDamaged
 */
export function readZip(bytes: Uint8Array): readonly ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new ZipDamaged('one without its end');
  const members: ZipMember[] = [];
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY)
      throw new ZipDamaged('one with a damaged directory');
    const method = view.getUint16(at + 10, true);
    const packedSize = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (local + 30 > bytes.length) throw new ZipDamaged('one that is too large or truncated');
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + packedSize > bytes.length) throw new ZipDamaged('one that is too large or truncated');
    const path = name.replaceAll('\\', '/');
    const packed = bytes.subarray(from, from + packedSize);
    if (!path.endsWith('/')) members.push({ path, size, read: () => unpack(packed, { method, size, path }) });
  }
  return members;
}

async function unpack(
  packed: Uint8Array,
  { method, size, path }: { readonly method: number; readonly size: number; readonly path: string },
): Promise<Uint8Array<ArrayBuffer>> {
  if (method === STORED) return packed.slice();
  if (method !== DEFLATED) throw new ZipDamaged(`the method ${method}`, path);
  const reader = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > size) break;
      parts.push(read.value);
    }
  } catch (cause) {
    throw new ZipDamaged(cause instanceof Error ? cause.message : String(cause), path, { cause });
  }
  if (length === size) return new Uint8Array(await new Blob(parts).arrayBuffer());
  await reader.cancel();
  throw new ZipDamaged(length > size ? 'a larger one' : `${length} bytes`, path);
}

/** Writes an archive of files by path, in their order. They are stored as they are: pictures and weights hardly compress. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const members = [...files].map(([path, bytes]) => ({ name: new TextEncoder().encode(path), bytes }));
  const directorySize = members.reduce((sum, { name }) => sum + 46 + name.length, 0);
  const start = members.reduce((sum, { name, bytes }) => sum + 30 + name.length + bytes.length, 0);
  const archive = new Uint8Array(start + directorySize + 22);
  const view = new DataView(archive.buffer);
  let [local, entry] = [0, start];
  for (const { name, bytes } of members) {
    // The facts that both records of a file have: flags, method, time, date, checksum, sizes and the length of the name.
    const describe = (at: number): void => {
      view.setUint16(at, UTF8, true);
      view.setUint16(at + 6, DATE, true);
      view.setUint32(at + 8, crc32(bytes), true);
      view.setUint32(at + 12, bytes.length, true);
      view.setUint32(at + 16, bytes.length, true);
      view.setUint16(at + 20, name.length, true);
    };
    view.setUint32(local, LOCAL, true);
    view.setUint16(local + 4, VERSION, true);
    describe(local + 6);
    archive.set(name, local + 30);
    archive.set(bytes, local + 30 + name.length);
    view.setUint32(entry, ENTRY, true);
    view.setUint16(entry + 4, VERSION, true);
    view.setUint16(entry + 6, VERSION, true);
    describe(entry + 8);
    view.setUint32(entry + 42, local, true);
    archive.set(name, entry + 46);
    local += 30 + name.length + bytes.length;
    entry += 46 + name.length;
  }
  view.setUint32(entry, END, true);
  view.setUint16(entry + 8, members.length, true);
  view.setUint16(entry + 10, members.length, true);
  view.setUint32(entry + 12, directorySize, true);
  view.setUint32(entry + 16, start, true);
  return archive;
}
