/** The SHA-256 of bytes in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle !== undefined) return toHex(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  // Pages without HTTPS have no WebCrypto; only they load this.
  const { sha256: digest } = await import('@noble/hashes/sha2');
  return toHex(digest(bytes));
}

function toHex(digest: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

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
