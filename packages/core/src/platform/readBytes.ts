import { platform } from '#platform';
import type { Abortable } from '../abortable';
import type { ByteSource } from './Platform';
import { collectBytes } from './byteChunks';

/** Options of {@link readBytes}. */
export interface ReadBytesOptions extends Abortable {
  /** Told after each chunk how many bytes came so far. */
  readonly onChunk?: (loaded: number) => void;
}

/**
 * Reads a source whole.
 * @throws SOURCE_UNREADABLE
 */
export async function readBytes(source: ByteSource, { signal, onChunk }: ReadBytesOptions = {}): Promise<Uint8Array> {
  return collectBytes(await platform.openBytes(source, { signal }), onChunk);
}
