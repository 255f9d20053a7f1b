import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { explainWrite, nativeFailure } from './NativeTarget';

/** An entry of the central directory. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Position of its local header in the archive. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const FILE_SIGNATURE = 0x04034b50;
/** Bytes of the end record, and of the longest comment after it. */
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
/** The value of a 32-bit field whose number is in a Zip64 record instead. */
const ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const CHUNK = 2 ** 18;

/**
 * A ZIP archive, such as a wheel, read from disk in constant memory: only the entries that are asked for are unpacked, and each is
 * checked against its CRC. Zip64 is refused: no wheel of TensorFlow or NVIDIA is that large.
 */
export class ZipFile {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, entries: ReadonlyMap<string, ZipEntry>) {
    this.#path = path;
    this.#handle = handle;
    this.entries = entries;
  }

  /** @throws NATIVE_INSTALL_FAILED if it is no archive, is cut off, or is a Zip64 archive */
  static async open(path: string): Promise<ZipFile> {
    const handle = await open(path);
    try {
      return new ZipFile(path, handle, await readDirectory(path, handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Reads a small file into memory. */
  async read(name: string): Promise<Buffer> {
    const entry = this.#entry(name);
    const packed = await readBytes(this.#handle, await this.#start(entry), entry.packedSize);
    const content = entry.method === STORED ? packed : inflateRawSync(packed);
    if (crc32(content) !== entry.crc) throw damaged(this.#path, `a wrong checksum of ${name}`);
    return content;
  }

  /**
   * Unpacks a file of any size to disk.
   *
   * @returns its SHA-256, in hexadecimal
   */
  async extract(
    name: string,
    target: string,
    { onBytes, signal }: { readonly onBytes?: (count: number) => void; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const entry = this.#entry(name);
    const start = await this.#start(entry);
    const hash = createHash('sha256');
    let crc = 0;
    const check = new Transform({
      transform: (chunk: Buffer, _, next) => {
        crc = crc32(chunk, crc);
        hash.update(chunk);
        onBytes?.(chunk.byteLength);
        next(undefined, chunk);
      },
    });
    await mkdir(dirname(target), { recursive: true });
    await pipeline(
      entry.packedSize === 0
        ? Readable.from([])
        : createReadStream(this.#path, { start, end: start + entry.packedSize - 1, highWaterMark: CHUNK }),
      entry.method === STORED ? new PassThrough() : createInflateRaw({ chunkSize: CHUNK }),
      check,
      createWriteStream(target),
      signal === undefined ? {} : { signal },
    ).catch((error: unknown) => {
      signal?.throwIfAborted();
      const isBroken = String((error as NodeJS.ErrnoException).code).startsWith('Z_');
      throw isBroken ? damaged(this.#path, `damaged bytes of ${name}`, error) : explainWrite(dirname(target), error);
    });
    if (crc !== entry.crc) throw damaged(this.#path, `a wrong checksum of ${name}`);
    return hash.digest('hex');
  }

  #entry(name: string): ZipEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw damaged(this.#path, `no entry ${name}`);
    if (entry.method === STORED || entry.method === DEFLATED) return entry;
    throw damaged(this.#path, `${name} compressed by method ${entry.method}`);
  }

  async #start({ offset }: ZipEntry): Promise<number> {
    const header = await readBytes(this.#handle, offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== FILE_SIGNATURE)
      throw damaged(this.#path, 'no file header at its position');
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  }
}

async function readDirectory(path: string, handle: FileHandle): Promise<ReadonlyMap<string, ZipEntry>> {
  const { size } = await handle.stat();
  const tail = await readBytes(handle, Math.max(size - END_SIZE - LONGEST_COMMENT, 0), END_SIZE + LONGEST_COMMENT);
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw damaged(path, 'no list of files at its end');
  const length = tail.readUInt32LE(end + 12);
  if (length === ZIP64) throw damaged(path, 'a Zip64 archive, of 4 GB or more');
  const directory = await readBytes(handle, tail.readUInt32LE(end + 16), length);
  if (directory.length < length) throw damaged(path, 'a list of files that is cut off');
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let left = tail.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE)
      throw damaged(path, 'a damaged list of files');
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      name,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(path: string, received: string, cause?: unknown): Error {
  return nativeFailure(
    'wheel',
    {
      failed: `${path} cannot be unpacked`,
      expected: 'a whole wheel',
      received,
      next: 'Download it again.',
    },
    cause,
  );
}
