/** One step of the division for each byte (ISO/IEC 15948, annex D); made at the first use. */
let table: Int32Array | undefined;

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : 0xedb88320 ^ (remainder >>> 1);
    return remainder;
  });
}

/** The checksum of PNG and gzip. */
export function crc32(bytes: Uint8Array): number {
  const steps = (table ??= makeTable());
  let remainder = -1;
  for (const byte of bytes) remainder = steps[(remainder ^ byte) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
