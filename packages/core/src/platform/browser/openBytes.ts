import type { Abortable } from '../../abortable';
import type { ByteSource, ByteStream } from '../Platform';
import { openMemory, openUrl } from '../byteChunks';
import { contentRefused, sourceUnreadable } from '../readErrors';
import { describeContent } from '../../textContent';
import { isIndexedDbTarget } from './isIndexedDbTarget';
import { loadStorage } from './loadStorage';

/** Resolves a URL relative to the page, or to the script of a worker. */
function toUrl(text: string): URL | string {
  if (/^data:/i.test(text)) return text;
  const content = describeContent(text);
  if (content !== undefined) throw contentRefused(content, 'a URL');
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  if (URL.canParse(text, base)) return new URL(text, base);
  throw sourceUnreadable(text, { expected: 'a URL', received: 'text that is no URL' });
}

/** `Platform.openBytes` for the browser. */
export async function openBytes(source: ByteSource, { signal }: Abortable = {}): Promise<ByteStream> {
  signal?.throwIfAborted();
  if (typeof source === 'string' && isIndexedDbTarget(source)) {
    return (await loadStorage()).openIndexedDb(source, signal);
  }
  if (typeof source === 'string') return openUrl(toUrl(source), signal);
  return source instanceof URL ? openUrl(source, signal) : openMemory(source, signal);
}
