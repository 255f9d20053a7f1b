/** True if bytes are found at a place of a file. */
const hasBytes = (head: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  bytes.every((byte, index) => head[at + index] === byte);

/** True for the first bytes of a gzip file. */
export const isGzip = (head: Uint8Array): boolean => hasBytes(head, [0x1f, 0x8b]);

/** True for the first bytes of a ZIP archive: "PK" and the number of a record, which text that begins so does not have. */
export const isZip = (head: Uint8Array): boolean => hasBytes(head, [0x50, 0x4b]) && head[2]! <= 8;

/** True for the first 262 bytes of a tar archive: "ustar" in its header. */
export const isTar = (head: Uint8Array): boolean => hasBytes(head, [0x75, 0x73, 0x74, 0x61, 0x72], 257);
