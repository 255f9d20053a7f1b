import { platform } from '#platform';
import type { Abortable } from '../abortable';
import type { ByteSource } from './Platform';

/** Options of {@link readBytes}. */
export interface ReadBytesOptions extends Abortable {
  /** Called after each chunk with the bytes read so far and, where it is known, how many there are. */
  readonly onChunk?: (loaded: number, total?: number) => void;
}

/**
 * Reads a source whole.
 * @throws SOURCE_UNREADABLE
 */
export async function readBytes(source: ByteSource, options: ReadBytesOptions = {}): Promise<Uint8Array> {
  const { chunks, size } = await platform.openBytes(source, { signal: options.signal });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    options.signal?.throwIfAborted();
    parts.push(chunk);
    length += chunk.byteLength;
    options.onChunk?.(length, size);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}
