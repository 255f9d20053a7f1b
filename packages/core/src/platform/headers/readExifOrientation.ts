const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/**
 * Finds the orientation in an EXIF block, that is a TIFF header and its first directory.
 * @returns 1 to 8; 1 where there is no block, or it is damaged or says nothing, because a picture is worth more than its metadata
 */
export function readExifOrientation(block: Uint8Array | undefined): number {
  if (block === undefined) return 1;
  // JPEG, and some writers of WebP, put "Exif\0\0" before the TIFF header.
  const start = block[0] === 0x45 ? 6 : 0;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const inside = (end: number): boolean => end <= view.byteLength;
  if (!inside(start + 8)) return 1;
  const order = view.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  if (!inside(directory + 2)) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (!inside(at + 12)) return 1;
    if (view.getUint16(at, little) !== ORIENTATION_TAG || view.getUint16(at + 2, little) !== SHORT) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
