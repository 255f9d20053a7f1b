import { importChunk } from '../importChunk';

/** SHA-256 of bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle !== undefined) return toHex(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  // Pages without HTTPS have no WebCrypto.
  const { sha256: digest } = await importChunk('checksums of pages without HTTPS', () => import('@noble/hashes/sha2'));
  return toHex(digest(bytes));
}

function toHex(digest: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * SHA-256 of the content of a `model.json`, without the checksum itself. White space and the order of keys do not count, so a file
 * that another program has rewritten keeps its checksum.
 */
export async function checksumOf(file: unknown): Promise<string> {
  const text = JSON.stringify(file, (key, value: unknown) => {
    if (key === CHECKSUM) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  return sha256(new TextEncoder().encode(text));
}

/** The key of the checksum in the entry of ferkit. */
export const CHECKSUM = 'checksum';
