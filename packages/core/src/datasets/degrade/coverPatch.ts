import type { Channels } from '../../images/GrayImage';

/**
 * Covers a square of an image with one grey, as a hand, a microphone or another head does.
 * @param pixels - width x height x channels, changed in place
 * @param side - of the square, in pixels; rounded, and at most the image's own
 * @param across - place of the square between the left, 0, and the right border, below 1
 * @param down - the same between the upper and the lower border
 * @param grey - 0 to 255
 */
export function coverPatch(
  pixels: Uint8Array,
  width: number,
  height: number,
  side: number,
  across: number,
  down: number,
  grey: number,
  channels: Channels = 1,
): void {
  const length = Math.min(Math.max(1, Math.round(side)), width, height);
  const left = Math.floor(across * (width - length + 1));
  const top = Math.floor(down * (height - length + 1));
  for (let y = top; y < top + length; y++) {
    const start = (y * width + left) * channels;
    pixels.fill(grey, start, start + length * channels);
  }
}
