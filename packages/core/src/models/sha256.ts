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
