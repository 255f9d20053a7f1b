import type { RgbaImage } from './Platform';

/**
 * Applies an EXIF orientation (EXIF 2.32, tag 0x0112). Orientations 5 to 8 transpose rows and columns; then columns, rows or
 * both may be reversed.
 * @param orientation - 1 to 8
 */
export function orientPixels(image: RgbaImage, orientation: number): RgbaImage {
  if (orientation === 1) return image;
  const transposed = orientation >= 5;
  const mirrorX = [2, 3, 6, 7].includes(orientation);
  const mirrorY = [3, 4, 7, 8].includes(orientation);
  const width = transposed ? image.height : image.width;
  const height = transposed ? image.width : image.height;
  const source = toWords(image.pixels);
  const target = new Uint32Array(width * height);
  const stepX = transposed ? image.width : 1;
  const stepY = transposed ? 1 : image.width;
  for (let y = 0; y < height; y++) {
    const row = (mirrorY ? height - 1 - y : y) * stepY;
    for (let x = 0; x < width; x++) {
      target[y * width + x] = source[row + (mirrorX ? width - 1 - x : x) * stepX]!;
    }
  }
  return { pixels: new Uint8Array(target.buffer), width, height };
}

/** Views each pixel as one 32-bit number. Unaligned bytes are copied. */
function toWords(pixels: RgbaImage['pixels']): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/**
 * Reads the orientation from an EXIF block: a TIFF header and its first directory.
 * @returns 1 to 8; 1 without a block or a tag, and if the block is damaged, because damaged metadata should not make an image
 * unreadable
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
