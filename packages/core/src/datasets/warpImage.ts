import type { GrayImage } from '../images/GrayImage';

/** Where the pixels of a warped image come from: target pixel (x, y) shows source point (x0 + x xx + y xy, y0 + x yx + y yy). */
export interface Affine {
  readonly x0: number;
  readonly y0: number;
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

// Positions carry 16 bits behind the point. Whole numbers are quicker than floating-point ones, and they round away the
// last-bit differences that engines may have in Math.sin and Math.cos, so that each platform draws the same pixels.
const ONE = 65536;

/**
 * Resamples an image under an affine map, bilinearly. Points outside of the source show its edge, or the given grey.
 * `target` has the source's size and must not be its memory.
 */
export function warpImage(source: GrayImage, target: Uint8Array, map: Affine, fill: 'edge' | number): void {
  const { pixels, width, height } = source;
  const stepX = Math.round(map.xx * ONE);
  const stepY = Math.round(map.yx * ONE);
  const right = width - 1;
  const bottom = height - 1;
  const outside = fill === 'edge' ? -1 : fill;
  let at = 0;

  for (let y = 0; y < height; y++) {
    let fromX = Math.round((map.x0 + y * map.xy) * ONE) | 0;
    let fromY = Math.round((map.y0 + y * map.yy) * ONE) | 0;
    for (let x = 0; x < width; x++) {
      const left = fromX >> 16;
      const top = fromY >> 16;
      // 8 bits of weight are as fine as the pixels themselves.
      const weightX = (fromX >> 8) & 255;
      const weightY = (fromY >> 8) & 255;
      let topLeft: number;
      let topRight: number;
      let bottomLeft: number;
      let bottomRight: number;
      if (left >= 0 && top >= 0 && left < right && top < bottom) {
        const corner = (Math.imul(top, width) + left) | 0;
        topLeft = pixels[corner]!;
        topRight = pixels[corner + 1]!;
        bottomLeft = pixels[corner + width]!;
        bottomRight = pixels[corner + width + 1]!;
      } else {
        topLeft = pixelAt(source, left, top, outside);
        topRight = pixelAt(source, left + 1, top, outside);
        bottomLeft = pixelAt(source, left, top + 1, outside);
        bottomRight = pixelAt(source, left + 1, top + 1, outside);
      }
      const above = (topLeft << 8) + Math.imul(topRight - topLeft, weightX);
      const below = (bottomLeft << 8) + Math.imul(bottomRight - bottomLeft, weightX);
      target[at++] = ((above << 8) + Math.imul(below - above, weightY) + 32768) >> 16;
      fromX = (fromX + stepX) | 0;
      fromY = (fromY + stepY) | 0;
    }
  }
}

function pixelAt(source: GrayImage, x: number, y: number, outside: number): number {
  const { width, height } = source;
  const insideX = x < 0 ? 0 : x >= width ? width - 1 : x;
  const insideY = y < 0 ? 0 : y >= height ? height - 1 : y;
  if (outside >= 0 && (insideX !== x || insideY !== y)) return outside;
  return source.pixels[insideY * width + insideX]!;
}
