import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip, inflateSync } from 'node:zlib';
import type { Abortable } from '../../abortable';
import type { ByteSource, ByteStream } from '../Platform';
import { guardChunks, openMemory, openUrl } from '../byteChunks';
import type { Inflate } from '../png/decodePng';
import { contentRefused, reasonOf, sourceUnreadable } from '../readErrors';
import { describeContent } from '../../textContent';

/** `Platform.openBytes` for Node. */
export async function openBytes(source: ByteSource, { signal }: Abortable = {}): Promise<ByteStream> {
  signal?.throwIfAborted();
  const path = toPath(source);
  if (path !== undefined) return openPath(path, signal);
  if (typeof source === 'string' && /^data:/i.test(source)) return openUrl(source, signal);
  if (typeof source === 'string' && !URL.canParse(source)) {
    throw sourceUnreadable(source, { expected: 'a whole URL', received: 'a malformed one' });
  }
  if (typeof source === 'string' || source instanceof URL) return openUrl(new URL(source), signal);
  return openMemory(source, signal);
}

/** 1 MiB: large enough to amortize the calls between threads, small enough for the cache. */
const CHUNK_BYTES = 1 << 20;

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  // Plain Uint8Arrays, because Buffer.slice() returns a view, unlike Uint8Array.slice().
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}

/** Reasons of failed file operations in words; the codes alone are those of the system. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a path through a file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENAMETOOLONG: 'a name that is too long',
  ELOOP: 'links in a circle',
  EMFILE: 'too many open files',
};

/** The reason of a failed file operation in words, with its code: `no such file or folder (ENOENT)`. */
export function describeReason(error: unknown): string {
  const code = reasonOf(error);
  return Object.hasOwn(REASONS, code) ? `${REASONS[code]!} (${code})` : code;
}

/**
 * Opens a file by its path.
 * @throws SOURCE_UNREADABLE with the reason and its errno code
 */
async function openPath(path: string, signal?: AbortSignal): Promise<ByteStream> {
  let stats;
  try {
    stats = await stat(path);
  } catch (error) {
    // A scheme has two letters at least: one letter is a drive.
    const scheme = /^([a-z][a-z\d+.-]+):/i.exec(path)?.[1];
    const problem =
      scheme === undefined || reasonOf(error) !== 'ENOENT'
        ? { expected: 'a readable file', received: describeReason(error) }
        : { expected: 'a readable file, or a URL of http, https, file or data', received: `a URL of ${scheme}` };
    throw sourceUnreadable(path, problem, error);
  }
  if (stats.isDirectory()) {
    const next = 'Pass the paths of the files in it, one by one or in a list.';
    throw sourceUnreadable(path, { expected: 'a readable file', received: 'a folder', next });
  }
  // Pipes and devices have no size.
  const size = stats.isFile() ? { size: stats.size } : {};
  return { name: path, ...size, chunks: guardChunks(readChunks(path), path, signal) };
}

/**
 * The path of a source: paths as they are, `file:` URLs converted; undefined for all other sources.
 * @throws SOURCE_UNREADABLE for a `file:` URL that is no path on this machine, such as one with a host, and for text that is no path
 */
export function toPath(source: unknown): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? pathOfUrl(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (/^file:/i.test(source)) return pathOfUrl(source);
  if (/^(https?|data):/i.test(source)) return undefined;
  const content = describeContent(source);
  if (content !== undefined) throw contentRefused(content, 'a path or URL');
  return source;
}

function pathOfUrl(url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    throw sourceUnreadable(String(url), { expected: 'a file: URL of a path on this machine', received }, error);
  }
}

const INFLATED_CHUNK_BYTES = 1 << 20;

/** `Platform.gunzip` for Node: zlib on its own thread, overlapping with parsing. Accepts several gzip members. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: INFLATED_CHUNK_BYTES });
  // The callback only prevents an unhandled error; pipeline passes the error to the iteration below.
  pipeline(Readable.from(chunks), unpacked, () => undefined);
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}

/** {@link Inflate} for Node. Synchronous, because for small files a switch of threads costs more than the work. */
export const inflate: Inflate = async (compressed, limit) => {
  const bytes = compressed.length === 1 ? compressed[0]! : Buffer.concat(compressed);
  return Promise.resolve(inflateSync(bytes, { maxOutputLength: limit }));
};
