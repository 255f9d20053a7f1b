/**
 * Covers a square of an image with one grey, as a hand, a microphone or another head does.
 * @param pixels - rows of `width` pixels, changed in place
 * @param left - first column of the square, and `top` its first row; the square lies within the image
 * @param side - of the square, in pixels
 * @param grey - 0 to 255
 */
export function coverPatch(
  pixels: Uint8Array,
  width: number,
  left: number,
  top: number,
  side: number,
  grey: number,
): void {
  for (let y = top; y < top + side; y++) pixels.fill(grey, y * width + left, y * width + left + side);
}
