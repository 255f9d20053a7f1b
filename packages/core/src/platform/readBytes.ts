import { platform } from '#platform';
import type { Abortable } from '../abortable';
import type { ByteSource } from './Platform';
import { collectBytes } from './byteChunks';

/** Options of {@link readBytes}. */
export interface ReadBytesOptions extends Abortable {
  /** Called after each chunk with the bytes read so far. */
  readonly onChunk?: (loaded: number) => void;
}

/**
 * Opens a source and reads it to its end.
 * @throws SOURCE_UNREADABLE
 */
export async function readBytes(source: ByteSource, { signal, onChunk }: ReadBytesOptions = {}): Promise<Uint8Array> {
  return collectBytes(await platform.openBytes(source, { signal }), onChunk);
}
