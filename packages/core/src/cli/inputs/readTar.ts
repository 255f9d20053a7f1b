const BLOCK = 512;
/** Byte ranges of the fields of a ustar header. */
const FIELDS = {
  name: [0, 100],
  size: [124, 136],
  checksum: [148, 156],
  magic: [257, 263],
  prefix: [345, 500],
} as const;
const TYPE = 156;
/** Largest extended header (pax or GNU) of a member. */
const MAX_EXTENDED_BYTES = 1 << 20;

/** A file in an archive. */
export interface TarMember {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Reads the content, once, before the next member is asked for. */
  read(): Promise<Uint8Array>;
}

/** Damage of an archive. The message is the `received` of the error that reports it. */
export class TarDamaged extends Error {
  override readonly name = 'TarDamaged';
}

/**
 * Reads the files of a tar archive from a stream, in constant memory: ustar with the pax (POSIX) and GNU extensions for long
 * names and large files. Folders, links and other entries are skipped.
 * @throws TarDamaged if it is no archive, damaged, or cut off
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const bytes = new ByteReader(chunks);
  let extended: { readonly path?: string; readonly size?: number } = {};
  try {
    for (;;) {
      const header = await readExactly(bytes, BLOCK);
      // Archives end with two blocks of zeros; the first is enough.
      if (header.every((byte) => byte === 0)) return;
      checkHeader(header);
      const type = String.fromCharCode(header[TYPE]!);
      const isExtended = type === 'x' || type === 'L';
      const own = readNumber(header, FIELDS.size);
      const size = isExtended ? own : (extended.size ?? own);
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (isExtended) {
        if (size > MAX_EXTENDED_BYTES) throw new TarDamaged(`an extended header of ${size} bytes`);
        const content = new TextDecoder().decode(await readExactly(bytes, size));
        extended = type === 'x' ? { ...extended, ...readRecords(content) } : { ...extended, path: beforeNul(content) };
        await skipExactly(bytes, padding);
        continue;
      }
      if (type === '0' || type === '\0' || type === '7') {
        let left = size;
        yield {
          name: extended.path ?? readName(header),
          size,
          read: () => {
            left = 0;
            return readExactly(bytes, size);
          },
        };
        await skipExactly(bytes, left);
      } else await skipExactly(bytes, size);
      await skipExactly(bytes, padding);
      // An extended header is for the next member. Global headers ("g") and long link names ("K") are not used.
      if (type !== 'g' && type !== 'K') extended = {};
    }
  } finally {
    await bytes.close();
  }
}

async function readExactly(bytes: ByteReader, length: number): Promise<Uint8Array> {
  const read = await bytes.read(length);
  if (read.length === length) return read;
  throw new TarDamaged('an archive that is cut off');
}

async function skipExactly(bytes: ByteReader, length: number): Promise<void> {
  if ((await bytes.skip(length)) < length) throw new TarDamaged('an archive that is cut off');
}

function checkHeader(header: Uint8Array): void {
  const [start, end] = FIELDS.checksum;
  const sum = header.reduce((total, byte, at) => total + (at >= start && at < end ? 0x20 : byte), 0);
  if (sum !== readNumber(header, FIELDS.checksum)) throw new TarDamaged('a header with a wrong checksum');
}

type Field = (typeof FIELDS)[keyof typeof FIELDS];

const readText = (header: Uint8Array, [start, end]: Field): string =>
  beforeNul(new TextDecoder().decode(header.subarray(start, end)));

const beforeNul = (text: string): string => text.split('\0', 1)[0]!;

/** Parses octal digits, or GNU's binary form for large numbers, which has the first bit set. */
function readNumber(header: Uint8Array, field: Field): number {
  const bytes = header.subarray(...field);
  const value =
    bytes[0]! >= 0x80
      ? bytes.subarray(1).reduce((number, byte) => number * 256 + byte, bytes[0]! & 0x7f)
      : parseInt(readText(header, field).trim() || '0', 8);
  return checkNumber(value);
}

function checkNumber(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TarDamaged('a header with an invalid number');
}

function readName(header: Uint8Array): string {
  const name = readText(header, FIELDS.name);
  // The GNU format, "ustar" followed by a space, has other fields in place of the prefix.
  const prefix = readText(header, FIELDS.magic) === 'ustar' ? readText(header, FIELDS.prefix) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Parses path and size of a pax header. Records are "length key=value" and a line break; the length is that of the record. */
function readRecords(content: string): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  const bytes = new TextEncoder().encode(content);
  for (let at = 0; at < bytes.length;) {
    const length = parseInt(new TextDecoder().decode(bytes.subarray(at, at + 20)), 10);
    if (!(length > 0)) throw new TarDamaged('an invalid pax header');
    const record = new TextDecoder().decode(bytes.subarray(at, at + length));
    const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(record) ?? [];
    if (key === 'path') found.path = value!;
    if (key === 'size') found.size = checkNumber(Number(value));
    at += length;
  }
  return found;
}

/** Reads bytes from a stream of chunks. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Reads the next bytes into a new array; fewer at the end of the stream. */
  async read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const read = await this.#take(length, (part, at) => bytes.set(part, at));
    return read === length ? bytes : bytes.subarray(0, read);
  }

  /** Skips bytes. @returns their number, smaller at the end of the stream */
  skip(length: number): Promise<number> {
    return this.#take(length, () => undefined);
  }

  /** Closes the stream. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #take(length: number, use: (part: Uint8Array, at: number) => void): Promise<number> {
    let taken = 0;
    while (taken < length) {
      if (this.#at === this.#chunk.length) {
        const next = await this.#chunks.next();
        if (next.done === true) break;
        this.#chunk = next.value;
        this.#at = 0;
      }
      const part = this.#chunk.subarray(this.#at, this.#at + length - taken);
      use(part, taken);
      this.#at += part.length;
      taken += part.length;
    }
    return taken;
  }
}
