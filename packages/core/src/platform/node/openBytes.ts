import type { Abortable } from '../../abortable';
import { openMemory } from '../openMemory';
import { openUrl } from '../openUrl';
import type { ByteSource, ByteStream } from '../Platform';
import { sourceUnreadable } from '../sourceUnreadable';
import { openPath } from './openPath';
import { toPath } from './toPath';

/** `Platform.openBytes` for Node. */
export async function openBytes(source: ByteSource, { signal }: Abortable = {}): Promise<ByteStream> {
  signal?.throwIfAborted();
  const path = toPath(source);
  if (path !== undefined) return openPath(path, signal);
  if (typeof source === 'string' && !URL.canParse(source)) {
    throw sourceUnreadable(source, { expected: 'a whole URL', received: 'one that cannot be understood' });
  }
  if (typeof source === 'string' || source instanceof URL) return openUrl(new URL(source), signal);
  return openMemory(source, signal);
}
