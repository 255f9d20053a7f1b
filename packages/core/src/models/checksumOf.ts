import { sha256 } from './sha256';

/**
 * The SHA-256 of what a `model.json` says, but for its checksum itself. Blanks and the order of keys say nothing, so a file that
 * another program has read and written keeps its checksum.
 */
export async function checksumOf(file: unknown): Promise<string> {
  const text = JSON.stringify(file, (key, value: unknown) => {
    if (key === CHECKSUM) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  return sha256(new TextEncoder().encode(text));
}

/** The key of the checksum in what ferkit notes of its own files. */
export const CHECKSUM = 'checksum';
