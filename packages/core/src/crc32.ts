/** The checksums of a polynomial, given with its bits reversed. */
function createTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

const ISO_3309 = /* @__PURE__ */ createTable(0xedb88320);
const CASTAGNOLI = /* @__PURE__ */ createTable(0x82f63b78);

function checksum(bytes: Uint8Array, table: Uint32Array): number {
  let value = -1;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255]!;
  return (value ^ -1) >>> 0;
}

/** The checksum of PNG chunks and ZIP members (CRC-32 of ISO 3309). */
export const crc32 = (bytes: Uint8Array): number => checksum(bytes, ISO_3309);

/** The checksum of TFRecord files (CRC-32C). */
export const crc32c = (bytes: Uint8Array): number => checksum(bytes, CASTAGNOLI);
