import type { GrayImage } from '../../index';
import type { Style } from './Style';

/** From dark to light, on a dark terminal. */
const RAMP = ' .:-=+*#%@';

/**
 * Draws an image with characters: half blocks of two pixels on a terminal with colours, else characters whose density
 * follows the brightness.
 * @param columns - largest width; a smaller image keeps its size
 */
export function renderFace(image: GrayImage, style: Style, columns = 48): string[] {
  const width = Math.min(columns, image.width);
  // A character is about twice as high as wide.
  const rows = Math.max(Math.round((image.height * width) / image.width / 2), 1);
  const grey = shrink(image, width, rows * 2);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (__, x) => {
      const upper = grey[2 * row * width + x]!;
      const lower = grey[(2 * row + 1) * width + x]!;
      if (style.depth === 'none') return RAMP[Math.floor((((upper + lower) / 2) * RAMP.length) / 256)]!;
      return style.paint('▀', { foreground: [upper, upper, upper], background: [lower, lower, lower] });
    }).join(''),
  );
}

/** Shrinks an image by area averaging. */
function shrink({ pixels, width, height }: GrayImage, newWidth: number, newHeight: number): Float32Array {
  const grey = new Float32Array(newWidth * newHeight);
  for (let y = 0; y < newHeight; y++) {
    const top = Math.floor((y * height) / newHeight);
    const bottom = Math.max(Math.floor(((y + 1) * height) / newHeight), top + 1);
    for (let x = 0; x < newWidth; x++) {
      const left = Math.floor((x * width) / newWidth);
      const right = Math.max(Math.floor(((x + 1) * width) / newWidth), left + 1);
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) sum += pixels[row * width + column]!;
      }
      grey[y * newWidth + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return grey;
}
