/** True if bytes are found at a place of a file. */
export const hasBytes = (head: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  bytes.every((byte, index) => head[at + index] === byte);

/** True for the first bytes of a gzip file. */
export const isGzip = (head: Uint8Array): boolean => hasBytes(head, [0x1f, 0x8b]);

/** True for the first bytes of a ZIP archive: "PK" and the number of a record, which text that begins so does not have. */
export const isZip = (head: Uint8Array): boolean => hasBytes(head, [0x50, 0x4b]) && head[2]! <= 8;

/** True for a workbook of Excel, which is a ZIP archive, by the end of its name or its first bytes. */
export const isWorkbook = (name: string, head: Uint8Array): boolean =>
  isZip(head) && (/\.xls[xm]([?#].*)?$/i.test(name) || new TextDecoder().decode(head).includes('[Content_Types].xml'));

/** True for the first 262 bytes of a tar archive: "ustar" in its header. */
export const isTar = (head: Uint8Array): boolean => hasBytes(head, [0x75, 0x73, 0x74, 0x61, 0x72], 257);

/** True for the first bytes of a Parquet file: "PAR1". */
export const isParquet = (head: Uint8Array): boolean => hasBytes(head, [0x50, 0x41, 0x52, 0x31]);

/** True for the first bytes of a NumPy array: 0x93 and "NUMPY". */
export const isNpy = (head: Uint8Array): boolean => hasBytes(head, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);

/** True for the first bytes of an archive of arrays, as `numpy.savez` writes it: a ZIP archive whose first file is an array. */
export function isNpz(head: Uint8Array): boolean {
  if (!isZip(head)) return false;
  const length = head[26]! + 256 * head[27]!;
  return new TextDecoder().decode(head.subarray(30, 30 + length)).endsWith('.npy');
}

/** The encoding of a text in UTF-16, by its byte order mark; undefined for other bytes. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (hasBytes(head, [0xff, 0xfe])) return 'utf-16le';
  return hasBytes(head, [0xfe, 0xff]) ? 'utf-16be' : undefined;
}

/** The fields that may follow the version of an ONNX file: all of its first fields. */
const ONNX_FIELDS = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42];

/** True if bytes begin as an ONNX file: with its version, a small number, and one of the next fields. */
export const isOnnx = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x08 && bytes[1]! >= 3 && bytes[1]! < 64 && ONNX_FIELDS.includes(bytes[2]!);
