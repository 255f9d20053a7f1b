import type { RgbaImage } from './Platform';

/**
 * Turns an image upright.
 *
 * The orientations of EXIF 2.32, tag 0x0112, say where the first stored row and column belong. They are sums of three
 * moves: from 5 on rows and columns are exchanged, and then columns or rows may run backwards.
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

/** One pixel as one number. Where the bytes are not aligned to four they are copied. */
function toWords(pixels: RgbaImage['pixels']): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
