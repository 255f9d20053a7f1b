import { fileURLToPath } from 'node:url';

/** The path that a source names, or undefined where it is none: paths as they are, `file:` URLs translated. */
export function toPath(source: unknown): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (/^file:/i.test(source)) return fileURLToPath(source);
  return /^https?:/i.test(source) ? undefined : source;
}
