import type { PngColours } from './PngColours';
import type { PngLayout } from './PngLayout';

/**
 * Writes the colours of one row of samples.
 * @param pixels R G B A
 * @param at where the first pixel goes in `pixels`
 * @param step the distance to the next one, in bytes
 * @throws a plain error for an entry that the palette does not have
 */
export function paintRow(
  samples: Uint16Array,
  { channels, depth }: PngLayout,
  { palette, transparent }: PngColours,
  pixels: Uint8Array,
  at: number,
  step: number,
): void {
  // Whole for 1 to 8 bits; 16 bits are rounded to the nearest.
  const scale = 255 / (2 ** depth - 1);
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
  const alpha = channels === 2 || channels === 4 ? channels - 1 : undefined;
  for (let first = 0; first < samples.length; first += channels, at += step) {
    if (palette !== undefined) {
      const entry = samples[first]! * 4;
      if (entry >= palette.length) throw new Error(`colour ${entry / 4} of ${palette.length / 4} in the palette`);
      for (let channel = 0; channel < 4; channel++) pixels[at + channel] = palette[entry + channel]!;
      continue;
    }
    pixels[at] = Math.round(samples[first]! * scale);
    pixels[at + 1] = Math.round(samples[first + green]! * scale);
    pixels[at + 2] = Math.round(samples[first + blue]! * scale);
    if (alpha !== undefined) pixels[at + 3] = Math.round(samples[first + alpha]! * scale);
    else
      pixels[at + 3] = transparent?.every((sample, channel) => sample === samples[first + channel]) === true ? 0 : 255;
  }
}
