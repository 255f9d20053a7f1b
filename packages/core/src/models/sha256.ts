import { sha256 as digest } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/** The SHA-256 of bytes in hexadecimal. Not WebCrypto's, which pages without HTTPS do not have. */
export function sha256(bytes: Uint8Array): string {
  return bytesToHex(digest(bytes));
}
