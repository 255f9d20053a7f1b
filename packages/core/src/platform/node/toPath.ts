import { fileURLToPath } from 'node:url';
import { sourceUnreadable } from '../sourceUnreadable';

/**
 * The path that a source names, or undefined where it is none: paths as they are, `file:` URLs translated.
 * @throws SOURCE_UNREADABLE for a `file:` URL that names no path here, as one with a host
 */
export function toPath(source: unknown): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? translate(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (/^file:/i.test(source)) return translate(source);
  return /^https?:/i.test(source) ? undefined : source;
}

function translate(url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    throw sourceUnreadable(String(url), { expected: 'a file: URL of a path on this machine', received }, error);
  }
}
